import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestState } from './request-state.ts'

const at = (time: string) => Date.parse(`2026-11-24T${time}.000Z`)
const request = { direction: 'to_me', status: 'open', expires_at: '2026-11-24T08:00:00.000Z' } as const

test('a request waits for whoever is asked', () => {
  assert.deepEqual(requestState(request, at('07:00:00')), {
    status: 'open',
    tone: 'wait',
    word: 'openMine',
    verdict: 'toMe',
  })
  assert.equal(requestState({ ...request, direction: 'from_me' }, at('07:00:00')).word, 'open')
})

test('when its time is over it can no longer be paid, whatever was read before', () => {
  assert.equal(requestState(request, at('08:00:00')).status, 'expired')
})

test('the end says whose doing it was', () => {
  const end = (direction: 'to_me' | 'from_me', status: 'paid' | 'declined' | 'cancelled') =>
    requestState({ ...request, direction, status }, at('09:00:00')).verdict
  assert.deepEqual(
    [end('to_me', 'paid'), end('from_me', 'paid'), end('to_me', 'declined'), end('from_me', 'declined')],
    ['paidByMe', 'paidToMe', 'declinedByMe', 'declinedByThem'],
  )
  assert.deepEqual([end('to_me', 'cancelled'), end('from_me', 'cancelled')], ['cancelledByThem', 'cancelledByMe'])
})
