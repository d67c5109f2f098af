import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Language } from './words.ts'

const artifacts = fileURLToPath(new URL('../../artifacts', import.meta.url))

export type Look = { width: number; height: number; language: Language; dark?: boolean }

/** A browser window of one person: own cookies, own language, phone or desk size. Every problem its pages report is collected. */
export const openWindow = async (
  browser: Browser,
  url: string,
  look: Look,
): Promise<{ context: BrowserContext; page: Page; problems: string[] }> => {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: look.width, height: look.height },
    locale: look.language,
    timezoneId: 'Asia/Shanghai',
    colorScheme: look.dark ? 'dark' : 'light',
    hasTouch: look.width < 500,
    isMobile: look.width < 500,
    deviceScaleFactor: look.width < 500 ? 2 : 1,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  return { context, ...(await openPage(context)) }
}

/** One more page of a window, and every problem it reports. */
export const openPage = async (context: BrowserContext): Promise<{ page: Page; problems: string[] }> => {
  const problems: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    // The browser's own line about a refused request says nothing that the page does not say.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text())
  })
  return { page, problems }
}

/** What a window shows when a step fails is worth more than the error: leaves a picture of each page in artifacts/failed. */
export const picturesWhenFailing = async <T>(pages: Record<string, Page>, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    for (const [name, page] of Object.entries(pages)) await takePicture(page, 'failed', name)
    throw error
  }
}

/** Takes a picture into artifacts/, by folder and name, once fonts and pictures are there. */
export const takePicture = async (page: Page, folder: string, name: string): Promise<void> => {
  mkdirSync(join(artifacts, folder), { recursive: true })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.screenshot({ path: join(artifacts, folder, `${name}.png`) })
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Fails with what a person who cannot see, or cannot use a mouse, would stumble over on the page as it is now (WCAG 2.2 AA, as far as a program can tell). */
export const checkAccess = async (page: Page, name: string): Promise<void> => {
  // On a phone the page scrolls under its bars: what lies half beneath one is no small target. So the window is made tall first.
  const size = page.viewportSize()
  if (size && size.width < 500) await page.setViewportSize({ width: size.width, height: 2_400 })
  await page.evaluate(axe.source)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  )) as axe.AxeResults
  if (size) await page.setViewportSize(size)
  const violations = found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  )
  assert.deepEqual(violations, [], name)
}
