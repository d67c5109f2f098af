import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recoveryStatuses, verificationStatuses } from '@topay/contract'
import { refusedWith } from '../../../../tests/support/use-database.ts'
import { afterRecoveryMove, type RecoveryMove, recoveryMoves } from './recoveries/recovery-states.ts'
import { afterVerificationMove, type VerificationMove, verificationMoves } from './verification-states.ts'

test('a verification moves as the table says and in no other way', () => {
  for (const [move, allowed] of Object.entries(verificationMoves) as [VerificationMove, Record<string, string>][])
    for (const status of verificationStatuses)
      if (status in allowed) assert.equal(afterVerificationMove(status, move), allowed[status])
      else assert.throws(() => afterVerificationMove(status, move), refusedWith('TRANSITION_ILLEGAL'))
})

test('a decision is final: only a passed verification goes on, and only to its end', () => {
  const from = (status: string) => Object.entries(verificationMoves).filter(([, allowed]) => status in allowed)
  assert.deepEqual(
    from('passed').map(([move]) => move),
    ['lapse'],
  )
  for (const status of ['failed', 'withdrawn', 'expired']) assert.deepEqual(from(status), [], status)
})

test('a recovery moves as the table says and in no other way; what is in review never ends by time', () => {
  for (const [move, allowed] of Object.entries(recoveryMoves) as [RecoveryMove, Record<string, string>][])
    for (const status of recoveryStatuses)
      if (status in allowed) assert.equal(afterRecoveryMove(status, move), allowed[status])
      else assert.throws(() => afterRecoveryMove(status, move), refusedWith('TRANSITION_ILLEGAL'))
  assert.equal('in_review' in recoveryMoves.lapse, false)
  for (const status of ['approved', 'rejected', 'withdrawn', 'expired'])
    assert.equal(
      Object.values(recoveryMoves).some((allowed) => status in allowed),
      false,
      status,
    )
})
