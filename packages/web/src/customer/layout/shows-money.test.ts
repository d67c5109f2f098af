import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showsMoney } from './shows-money.ts'

test('pages with money, and pages nobody has thought of, are hidden', () => {
  for (const page of ['/', '/bills', '/bills/txn_1', '/checkout/ord_1', '/transfer', '/something-new'])
    assert.ok(showsMoney(page), page)
})

test('help stays reachable', () => {
  for (const page of ['/support', '/cases/case_1', '/me', '/network']) assert.equal(showsMoney(page), false, page)
})
