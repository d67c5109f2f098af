import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { readPolicies } from '../platform/index.ts'
import { changePolicy } from './policy.ts'

const world = await useDatabase()

test('an operator changes a limit while everything runs, and it is on record', async () => {
  await changePolicy(world.db, 'wallet.limits', '{"pin_day_amount": 250000}')
  const limits = (await readPolicies(world.db)).find(({ key }) => key === 'wallet.limits')
  assert.partialDeepStrictEqual(limits?.value, { pin_day_amount: 250_000, second_factor_day_amount: 500_000 })
  assert.partialDeepStrictEqual(await listAudit(world.db, 'wallet.limits'), [
    { action: 'policy.changed', detail: { change: '{"pin_day_amount":250000}' } },
  ])
})

test('what does not fit changes nothing and says why', async () => {
  await assert.rejects(changePolicy(world.db, 'wallet.limits', '{"pin_day_amount": -1}'), /pin_day_amount/)
  await assert.rejects(changePolicy(world.db, 'wallet.limits', '[]'), /as a JSON object/)
  await assert.rejects(changePolicy(world.db, 'wallet.limits', 'no json'), /as a JSON object/)
})
