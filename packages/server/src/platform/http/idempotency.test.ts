import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../../../../tests/support/database.ts'
import { AppError } from '../app-error.ts'
import { type Db, openDatabase } from '../database/database.ts'
import { createLog } from '../log.ts'
import { hashRequest, once, onceStarted, type RequestKey } from './idempotency.ts'

let database: TestDatabase
let db: Db
let close: () => Promise<void>

before(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  ;({ db, close } = openDatabase({ url: database.url, size: 8, log: createLog({ level: 'silent' }) }))
})
after(async () => {
  await close()
  await database.drop()
})

const request = (key: string, content: unknown = {}): RequestKey => ({
  actor: 'customer:cus_1',
  key,
  operation: 'topUp',
  hash: hashRequest('topUp', content),
})

test('the same key and content is done once; the stored answer comes back', async () => {
  let done = 0
  const work = async () => ({ n: ++done })
  assert.deepEqual(await once(db, request('a'), work), { n: 1 })
  assert.deepEqual(await once(db, request('a'), work), { n: 1 })
  assert.equal(done, 1)
})

test('ten requests at once with one key do the work once', async () => {
  let done = 0
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => once(db, request('b'), async () => ({ n: ++done }))),
  )
  assert.deepEqual(
    answers,
    Array.from({ length: 10 }, () => ({ n: 1 })),
  )
})

test('the same key with other content is refused', async () => {
  await once(db, request('c', { amount: 1 }), async () => 1)
  await assert.rejects(
    once(db, request('c', { amount: 2 }), async () => 2),
    (error) => error instanceof AppError && error.code === 'IDEMPOTENCY_KEY_REUSED',
  )
})

test('the order of keys in the content does not matter', () => {
  assert.deepEqual(hashRequest('topUp', { a: 1, b: { c: 2, d: 3 } }), hashRequest('topUp', { b: { d: 3, c: 2 }, a: 1 }))
})

test('secrets are no part of the content: the answer can be asked for again without them, and no hash is made of them', () => {
  const asked = { order: 'ord_1', method: { type: 'balance' } }
  assert.deepEqual(
    hashRequest('payOrder', [asked]),
    hashRequest('payOrder', [{ ...asked, payment_password: '739152' }]),
  )
  assert.deepEqual(
    hashRequest('payOrder', [asked]),
    hashRequest('payOrder', [{ ...asked, verification: { challenge_id: 'chl_1', code: '123456' } }]),
  )
  assert.notDeepEqual(hashRequest('payOrder', [asked]), hashRequest('payOrder', [{ ...asked, order: 'ord_2' }]))
})

test('a refusal leaves the key free', async () => {
  await assert.rejects(
    once(db, request('d'), async () => {
      throw new AppError('NOT_FOUND')
    }),
  )
  assert.equal(await once(db, request('d'), async () => 'done'), 'done')
})

test('work that leaves the database starts once; a repeat gets the resource as it stands now', async () => {
  let started = 0
  let proceeded = 0
  const steps = {
    start: async () => `top_${++started}`,
    proceed: async (id: string) => {
      proceeded += 1
      return `${id} first`
    },
    current: async (id: string) => `${id} now`,
  }
  assert.equal(await onceStarted(db, request('e'), steps), 'top_1 first')
  assert.equal(await onceStarted(db, request('e'), steps), 'top_1 now')
  assert.deepEqual([started, proceeded], [1, 1])
})
