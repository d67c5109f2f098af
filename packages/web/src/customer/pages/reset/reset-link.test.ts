import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resetLink } from './reset-link.ts'

const id = `rst_${'0'.repeat(32)}`
const code = 'Zx3-_'.repeat(8)

test('the link of the e-mail gives its request and its code', () => {
  assert.deepEqual(resetLink({ pathname: `/reset/${id}`, hash: `#${code}` }), { id, code })
})

test('a link without a code leads to its digits', () => {
  assert.deepEqual(resetLink({ pathname: `/reset/${id}`, hash: '' }), { id, code: null })
})

test('the plain page, and a link that is not whole, give nothing', () => {
  for (const [pathname, hash] of [
    ['/reset', ''],
    ['/reset/rst_1', `#${code}`],
    [`/reset/${id}`, '#<script>'],
  ] as const)
    assert.equal(resetLink({ pathname, hash }), null, pathname + hash)
})
