import assert from 'node:assert/strict'
import { test } from 'node:test'
import { caseStatuses } from '@topay/contract'
import { AppError } from '../platform/index.ts'
import { afterMove, caseMoves } from './case-states.ts'

const expected: Record<string, string> = {
  'open customer_writes': 'open',
  'open wait_for_customer': 'waiting_customer',
  'open close': 'closed',
  'waiting_customer customer_writes': 'open',
  'waiting_customer resume': 'open',
  'waiting_customer close': 'closed',
  'closed customer_writes': 'open',
}

for (const status of caseStatuses) {
  for (const move of caseMoves) {
    const next = expected[`${status} ${move}`]
    test(`${status} + ${move} = ${next ?? 'illegal'}`, () => {
      if (next) assert.equal(afterMove(status, move), next)
      else
        assert.throws(
          () => afterMove(status, move),
          (error) => error instanceof AppError && error.code === 'TRANSITION_ILLEGAL',
        )
    })
  }
}
