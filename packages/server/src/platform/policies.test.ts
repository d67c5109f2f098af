import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { inTx } from './database/database.ts'
import { definePolicy, readPolicies, writePolicy } from './policies.ts'

const world = await useDatabase()
const policy = definePolicy(
  'test.tea',
  z.strictObject({ steep_ms: z.int().min(1).default(180_000), cups: z.int().min(1).default(2) }),
)
const write = (change: Record<string, unknown>, key = 'test.tea') =>
  inTx(world.db, (tx) => writePolicy(tx, key, change))

test('a policy is its defaults until a field is changed, and again when the field is taken back', async () => {
  assert.deepEqual(await policy.read(world.db), { steep_ms: 180_000, cups: 2 })
  assert.deepEqual(await write({ cups: 5 }), { steep_ms: 180_000, cups: 5 })
  assert.deepEqual(await write({ steep_ms: 60_000 }), { steep_ms: 60_000, cups: 5 })
  assert.deepEqual(await policy.read(world.db), { steep_ms: 60_000, cups: 5 })
  assert.deepEqual(await write({ steep_ms: null, cups: null }), { steep_ms: 180_000, cups: 2 })
})

test('a value that does not fit and a policy that does not exist are refused in plain words', async () => {
  await assert.rejects(write({ cups: 0 }), /test\.tea: cups: /)
  await assert.rejects(write({ sugar: 1 }), /sugar/)
  await assert.rejects(write({ cups: 1 }, 'test.coffee'), /no policy is called test\.coffee; there are .*test\.tea/)
  assert.deepEqual(await policy.read(world.db), { steep_ms: 180_000, cups: 2 })
})

test('what was stored by hand and does not fit is never guessed', async () => {
  await write({ cups: 3 })
  await world.db.updateTable('setting').set({ value: '{"cups":"many"}' }).where('key', '=', 'policy.test.tea').execute()
  await assert.rejects(policy.read(world.db), /the stored policy test\.tea does not fit: cups/)
  await world.db.deleteFrom('setting').where('key', '=', 'policy.test.tea').execute()
})

test('all policies are listed with what is in force', async () => {
  const listed = await readPolicies(world.db)
  assert.deepEqual(
    listed.filter(({ key }) => key.startsWith('test.')),
    [{ key: 'test.tea', value: { steep_ms: 180_000, cups: 2 } }],
  )
})

test('two policies cannot have one key', () => {
  assert.throws(() => definePolicy('test.tea', z.strictObject({})), /two policies/)
})
