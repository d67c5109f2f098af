import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDomainName } from './passkeys-here.ts'

test('passkeys work at names and not at bare addresses', () => {
  for (const name of ['localhost', 'topay.example', 'pay.10.example']) assert.ok(isDomainName(name), name)
  for (const address of ['127.0.0.1', '10.1.2.3', '[::1]']) assert.equal(isDomainName(address), false, address)
})
