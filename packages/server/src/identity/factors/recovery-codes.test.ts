import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { useDatabase } from '../../../../../tests/support/use-database.ts'
import { inTx } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import { countRecoveryCodes } from './queries.ts'
import { endRecoveryCodes, isRecoveryCode, issueRecoveryCodes, takeRecoveryCode } from './recovery-codes.ts'

const world = await useDatabase()
const config = { TOPAY_SECRET: 'recovery-recovery-recovery-recovery-' }

let counter = 0
let customer_id = ''
const newCustomer = () =>
  inTx(world.db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [{ kind: 'phone', value: `+861381235${String(5000 + counter++)}` }],
      password_hash: 'never checked',
    }),
  )
beforeEach(async () => {
  customer_id = await newCustomer()
})
const issue = () => inTx(world.db, (tx) => issueRecoveryCodes(tx, config, customer_id))
const take = (code: string, by = customer_id) => inTx(world.db, (tx) => takeRecoveryCode(tx, config, by, code))
const left = () => countRecoveryCodes(world.db, customer_id)

test('there are ten, all different, each four groups of four hex digits', async () => {
  const codes = await issue()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) assert.match(code, /^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/)
})

test('each counts once, however it is typed', async () => {
  const [first = '', second = '', third = ''] = await issue()
  assert.equal(await take(first), true)
  assert.equal(await take(first), false)
  assert.equal(await take(second.toUpperCase().replaceAll('-', ' ')), true)
  assert.equal(await take(third.replaceAll('-', '')), true)
  assert.equal(await left(), 7)
})

test('of one code used at several places at once, one use counts', async () => {
  const [code = ''] = await issue()
  const results = await Promise.all(Array.from({ length: 6 }, () => take(code)))
  assert.equal(results.filter(Boolean).length, 1)
})

test('new codes end the old ones', async () => {
  const [old = ''] = await issue()
  const [fresh = ''] = await issue()
  assert.equal(await take(old), false)
  assert.equal(await take(fresh), true)
  await inTx(world.db, (tx) => endRecoveryCodes(tx, customer_id))
  assert.equal(await left(), 0)
})

test('a code is nothing to another customer, nor with another secret', async () => {
  const [code = ''] = await issue()
  assert.equal(await take(code, await newCustomer()), false)
  const elsewhere = { TOPAY_SECRET: 'another-secret-another-secret-another' }
  assert.equal(await inTx(world.db, (tx) => takeRecoveryCode(tx, elsewhere, customer_id, code)), false)
  assert.equal(await take(code), true)
})

test('what is stored is a hash', async () => {
  const [code = ''] = await issue()
  const rows = await world.db.selectFrom('recovery_code').selectAll().execute()
  const plain = code.replaceAll('-', '')
  assert.ok(rows.every(({ code_hash }) => code_hash.length === 32 && !code_hash.toString('hex').includes(plain)))
})

test('six digits are no recovery code', () => {
  assert.equal(isRecoveryCode('628013'), false)
  assert.equal(isRecoveryCode('12ab-34cd-56ef-7890'), true)
  assert.equal(isRecoveryCode('12ab-34cd-56ef-789g'), false)
})
