import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { Secret } from 'otpauth'
import { totpCode } from '../../../../../tests/support/totp.ts'
import { useDatabase } from '../../../../../tests/support/use-database.ts'
import { DAY, HOUR, inTx, MINUTE, now, sealField, SECOND, timestamp } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import { putTotp, updateTotp } from './queries.ts'
import { totpOf, totpPlace, verifyTotp } from './totp.ts'

const world = await useDatabase()
const config = { TOPAY_SECRET: 'authenticator-authenticator-authenti' }
const STEP = 30 * SECOND

let counter = 0
let secret = ''
let customer_id = ''
/** A customer whose app is on. */
const newCustomer = () =>
  inTx(world.db, async (tx) => {
    const addresses = [{ kind: 'phone', value: `+861381234${String(5000 + counter++)}` } as const]
    const id = await createCustomer(tx, { name: '陈思远', locale: 'zh-CN', addresses, password_hash: 'never checked' })
    secret = new Secret({ size: 20 }).base32
    const sealed = await sealField(tx, config.TOPAY_SECRET, totpPlace(id), secret)
    await putTotp(tx, { customer_id: id, secret: sealed, created_at: timestamp() })
    await updateTotp(tx, id, { confirmed_at: timestamp() })
    return id
  })
/** To the middle of a time step, so that none ends while a test runs. */
const toMidStep = () => world.travel(STEP + STEP / 2 - (now().getTime() % STEP))
beforeEach(async () => {
  toMidStep()
  customer_id = await newCustomer()
})
const codeAt = (steps = 0) => totpCode(secret, now().getTime() + steps * STEP)
const wrong = () => String((Number(codeAt()) + 1) % 1_000_000).padStart(6, '0')
const tryCode = (code: string, by = customer_id) => inTx(world.db, (tx) => verifyTotp(tx, config, by, code))

test('the values of RFC 6238, appendix B, come out of both implementations', () => {
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  for (const [seconds, code] of [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const) {
    assert.equal(totpCode(seed, seconds * SECOND, 8), code)
    assert.equal(totpOf(seed).generate({ timestamp: seconds * SECOND }), code.slice(-6))
  }
})

test('for any secret and time, both implementations say the same', () => {
  const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => new Secret({ buffer: bytes.buffer }))
  fc.assert(
    fc.property(secrets, fc.integer({ min: 0, max: 4_102_444_800_000 }), (each, at) => {
      assert.equal(totpOf(each.base32).generate({ timestamp: at }), totpCode(each.base32, at))
    }),
  )
})

test('a code counts one step of 30 s early and late, and no further', async () => {
  assert.equal(await tryCode(codeAt(-2)), false)
  assert.equal(await tryCode(codeAt(2)), false)
  assert.equal(await tryCode(codeAt(-1)), true)
  assert.equal(await tryCode(codeAt()), true)
  assert.equal(await tryCode(codeAt(1)), true)
})

test('a code counts once, and none from before it counts any more', async () => {
  assert.equal(await tryCode(codeAt()), true)
  assert.equal(await tryCode(codeAt()), false)
  assert.equal(await tryCode(codeAt(-1)), false)
})

test('of one code used at several places at once, one use counts', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => tryCode(codeAt())))
  assert.equal(results.filter(Boolean).length, 1)
})

test('a code of one customer is nothing to another', async () => {
  const [mine, code] = [customer_id, codeAt()]
  const another = await newCustomer()
  assert.equal(await tryCode(code, another), false)
  assert.equal(await tryCode(codeAt(), mine), false)
  assert.equal(await tryCode(code, mine), true)
  assert.equal(await tryCode(codeAt(), another), true)
})

test('an app that was not confirmed yet confirms nothing', async () => {
  await world.db
    .updateTable('customer_totp')
    .set({ confirmed_at: null })
    .where('customer_id', '=', customer_id)
    .execute()
  assert.equal(await tryCode(codeAt()), false)
})

test('five failures pause all tries, longer each time, until a code is right', async () => {
  const fail = async () => {
    for (let i = 0; i < 5; i++) assert.equal(await tryCode(wrong()), false)
  }
  for (const pause of [15 * MINUTE, HOUR, DAY, DAY]) {
    await fail()
    assert.equal(await tryCode(codeAt()), false, 'the right code is not looked at')
    world.travel(pause - MINUTE)
    assert.equal(await tryCode(codeAt()), false)
    world.travel(MINUTE)
  }
  assert.equal(await tryCode(codeAt()), true)
  toMidStep()
  for (let i = 0; i < 4; i++) assert.equal(await tryCode(wrong()), false)
  assert.equal(await tryCode(codeAt()), true, 'failures before a right code are forgotten')
})

test('guesses in parallel are counted one by one', async () => {
  const guesses = Array.from({ length: 20 }, () => tryCode(wrong()))
  assert.ok((await Promise.all(guesses)).every((result) => !result))
  const { failures } = await world.db
    .selectFrom('customer_totp')
    .select('failures')
    .where('customer_id', '=', customer_id)
    .executeTakeFirstOrThrow()
  assert.equal(failures, 5)
  assert.equal(await tryCode(codeAt()), false)
})

test('the secret lies sealed, and opens for its own customer only', async () => {
  const row = await world.db
    .selectFrom('customer_totp')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .executeTakeFirstOrThrow()
  assert.ok(!row.secret.includes(secret))
  customer_id = await newCustomer()
  await world.db
    .updateTable('customer_totp')
    .set({ secret: row.secret })
    .where('customer_id', '=', customer_id)
    .execute()
  await assert.rejects(tryCode(codeAt()))
})
