import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { findChromium, launchBrowser } from '../support/browser.ts'

const onlyNode = mkdtempSync(path.join(tmpdir(), 'topay-path-'))
const pathBefore = process.env.PATH

before(() => {
  const places = (pathBefore ?? '').split(path.delimiter)
  for (const name of ['node', 'npm', 'sh', 'env', 'dirname', 'sed', 'uname']) {
    const place = places.find((candidate) => candidate !== '' && existsSync(path.join(candidate, name)))
    if (place !== undefined) symlinkSync(path.join(place, name), path.join(onlyNode, name))
  }
  process.env.PATH = onlyNode
})

after(() => {
  process.env.PATH = pathBefore
  rmSync(onlyNode, { recursive: true, force: true })
})

test('a machine without a browser, apt or a Chinese font gets all of them from npm', async () => {
  const chromium = await findChromium()
  assert.equal(chromium.source, 'npm')
  assert(chromium.env.FONTCONFIG_FILE, 'with a font')

  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 120, height: 120 } })
    const pictures = []
    for (const character of ['付', '款', '\u{10ffff}']) {
      await page.setContent(`<p style="font: 64px sans-serif">${character}</p>`)
      pictures.push((await page.screenshot()).toString('base64'))
    }
    // Characters without a glyph all look the same, like the last one, which nothing has a glyph for.
    assert.equal(new Set(pictures).size, 3)
  } finally {
    await browser.close()
  }
})
