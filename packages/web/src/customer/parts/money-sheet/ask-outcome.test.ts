import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '@topay/contract/web'
import { askOutcome } from './ask-outcome.ts'

const intent = { operation: 'payOrder', input: { params: { order_id: 'ord_1' }, body: {} }, key: 'key 1' } as const
const refusal =
  (status: number, code: string, retryable = false) =>
  async () => {
    throw new ApiError({ type: '', title: '', status, code, detail: '', retryable, request_id: '' })
  }

test('the answer that was lost is asked for with the same key and content', async () => {
  let asked: unknown
  const outcome = await askOutcome(intent, async (operation, input) => {
    asked = [operation, input]
    return { id: 'pay_1' } as never
  })
  assert.deepEqual(asked, ['payOrder', { params: { order_id: 'ord_1' }, body: {}, idempotencyKey: 'key 1' }])
  assert.deepEqual(outcome, { kind: 'found', result: { id: 'pay_1' } })
})

test('a refusal means that the server had not got the request', async () => {
  assert.deepEqual(await askOutcome(intent, refusal(400, 'INPUT_INVALID')), { kind: 'absent' })
})

test('nothing is concluded from silence, from a server in trouble, or from a session that is over', async () => {
  const noNetwork = async () => {
    throw new TypeError('Failed to fetch')
  }
  for (const ask of [
    noNetwork,
    refusal(503, 'UNAVAILABLE', true),
    refusal(429, 'RATE_LIMITED', true),
    refusal(401, 'NOT_SIGNED_IN'),
  ]) {
    assert.deepEqual(await askOutcome(intent, ask), { kind: 'silent' })
  }
})
