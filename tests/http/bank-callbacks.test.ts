import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'

import { sandboxCardNumber } from '../../packages/server/src/sandbox-bank/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { openStream } from '../support/stream.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

test('the bank tells over HTTP what it decided late, and what was unknown is settled before anybody asks', async () => {
  const customer = await app.signUpReady(0, sandboxCardNumber({ trigger: '110', last4: '0110' }))
  const stream = await openStream(app.url, customer.token)
  await stream.subscribe('me', 0)
  const unknown = await customer.api('topUp', {
    body: { card_id: customer.card_id, amount: { amount: 10_000, currency: 'CNY' } },
    idempotencyKey: randomUUID(),
  })
  assert.equal(unknown.status, 'unknown')
  // The first such event says that it is unknown, the second that it is there.
  await stream.waitFor(
    (frame) =>
      stream.frames.filter((one) => one.type === 'event' && one.event.type === 'wallet').length >= 2
        ? frame
        : undefined,
    'the wallet has changed',
  )
  const topUp = await customer.api('getTopUp', { params: { top_up_id: unknown.id } })
  assert.equal(topUp.status, 'succeeded')
  const row = await app.db.selectFrom('bank_callback').select(['status']).where('reference', '=', unknown.id).execute()
  assert.ok(row.some(({ status }) => status === 'approved'))
  stream.close()
})

test('whoever is not the bank is told that the signature is wrong, whatever they send and however', async () => {
  for (const [type, body] of [
    ['application/json', '{"type":"debit"}'],
    ['application/json', 'not json'],
    ['text/plain', 'x'],
    ['application/json', ''],
  ] as const) {
    const response = await fetch(`${app.url}/api/v1/bank/callbacks`, {
      method: 'POST',
      headers: { 'content-type': type, 'webhook-id': 'msg_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' },
      body,
    })
    const problem = (await response.json()) as { code: string }
    assert.deepEqual([response.status, problem.code], [401, 'SIGNATURE_WRONG'], `${type} ${body}`)
  }
})
