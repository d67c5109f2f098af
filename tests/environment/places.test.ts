import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import path from 'node:path'
import { after, describe, test } from 'node:test'

import { copyCheckout, giveCheckout } from '../support/checkout.ts'
import { startTopay } from '../support/processes.ts'

const NOBODY = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0

describe('npm start works wherever the checkout lies and whoever runs it:', async () => {
  const [one, two] = await Promise.all([copyCheckout('支付 one'), copyCheckout("第二份 two's")])
  after(async () => {
    await one.remove()
    await two.remove()
  })
  const who = isRoot ? 'root' : 'an ordinary user'

  test(`two copies side by side, as ${who}, in folders of mode 700 with spaces and Chinese characters`, async () => {
    for (const { root } of [one, two]) assert.equal(statSync(path.dirname(root)).mode & 0o777, 0o700)
    const [first, second] = await Promise.all(
      [one, two].map(({ root }) => startTopay({ root, npm: true, env: { TOPAY_DEMO: 'off' } })),
    )
    assert(first && second)
    try {
      assert.notEqual(first.url, second.url)
      for (const { url } of [first, second]) assert.equal((await fetch(`${url}/readyz`)).status, 200)
    } finally {
      const codes = await Promise.all([first.stop(), second.stop()])
      assert.deepEqual(codes, [0, 0])
    }
  })

  // Where the tests themselves run as an ordinary user, the test above is this one.
  if (isRoot) {
    test('an ordinary user, after root started the same programs', async () => {
      await giveCheckout(two.root, NOBODY)
      const env = { HOME: two.root, TOPAY_DEMO: 'off', TOPAY_DATA_DIR: path.join(two.root, 'data of nobody') }
      const topay = await startTopay({ root: two.root, npm: true, user: NOBODY, env })
      try {
        assert.equal((await fetch(`${topay.url}/readyz`)).status, 200)
        assert.equal(statSync(path.join(env.TOPAY_DATA_DIR, 'postgres', '18')).uid, NOBODY.uid)
      } finally {
        assert.equal(await topay.stop(), 0)
      }
    })
  }
})
