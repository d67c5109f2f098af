import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { refusedWith, useDatabase } from '../../../../../tests/support/use-database.ts'
import { listAudit } from '../../audit/index.ts'
import { AppError, type Db, DAY, HOUR, inTx, MINUTE, SECOND, sha256 } from '../../platform/index.ts'
import { createCustomer, getCustomer } from '../customers.ts'
import { verifyPassword } from '../password-hash.ts'
import { selectOwner } from '../queries.ts'
import { customerAuthenticator } from '../security/sessions.ts'
import { confirmSignUp, startSignUp } from './sign-up.ts'

const world = await useDatabase()
const config = { TOPAY_SECRET: 'a secret of thirty-two characters', demo: true, TOPAY_PUBLIC_URL: undefined }
const deps = { db: world.db, config, publicUrl: () => 'https://pay.example' }
const entrance = { ip: '127.0.0.1', user_agent: 'test', kind: 'program', device_hash: sha256('') } as const
const password = 'correct horse battery'

let counter = 0
const freshAddress = () => `person${counter++}@example.com`
const existing = async (value: string) =>
  inTx(world.db, (tx) =>
    createCustomer(tx, {
      name: '陈思远',
      locale: 'en',
      addresses: [{ kind: 'email', value }],
      password_hash: 'never checked here',
    }),
  )

const start = (identifier: string, db: Db = world.db) => startSignUp({ db, config }, { identifier, locale: 'zh-CN' })
const confirm = (sign_up_id: string, code: string, more: { password?: string; name?: string } = {}) =>
  confirmSignUp(deps, { sign_up_id, code, name: '林小满', password, entrance, request_id: 'req_1', ...more })
const messagesTo = (recipient: string) =>
  world.db
    .selectFrom('outbound_message')
    .select(['template', 'locale', 'code', 'channel', 'customer_id'])
    .where('recipient', '=', recipient)
    .orderBy('created_at', 'desc')
    .execute()
const codeSentTo = async (recipient: string): Promise<string> => {
  const [newest] = await messagesTo(recipient)
  assert.ok(newest?.code)
  return newest.code
}
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a code goes to the address, and with it the customer exists and is signed in', async () => {
  const { sign_up_id } = await start('１３９ 1234 5678')
  assert.deepEqual(
    (await messagesTo('+8613912345678')).map(({ template, channel, locale }) => [template, channel, locale]),
    [['sign_up_code', 'sms', 'zh-CN']],
  )
  const session = await confirm(sign_up_id, await codeSentTo('+8613912345678'))
  const customer = await getCustomer(world.db, session.customer_id)
  assert.deepEqual(
    [customer.name, customer.phone, customer.email, customer.locale, customer.payment_password],
    ['林小满', '+8613912345678', null, 'zh-CN', 'unset'],
  )
  const owner = await selectOwner(world.db, { kind: 'phone', value: '+8613912345678' })
  assert.equal(await verifyPassword(owner?.password_hash ?? null, password), true)
  assert.equal((await customerAuthenticator(world.db)(session.token))?.id, session.customer_id)
  assert.deepEqual(
    (await listAudit(world.db, session.customer_id)).map(({ action }) => action),
    ['customer.signed_up'],
  )
})

test('what is no address is refused', async () => {
  await assert.rejects(start('nobody at all'), refusedWith('IDENTIFIER_INVALID'))
})

test('an address with an account gets the same answer, and its owner is told in their language', async () => {
  const address = freshAddress()
  const id = await existing(address)
  const answer = await start(address)
  const fresh = await start(freshAddress())
  assert.deepEqual(Object.keys(answer), Object.keys(fresh))
  assert.deepEqual(await messagesTo(address), [
    { template: 'sign_up_existing', locale: 'en', code: null, channel: 'email', customer_id: id },
  ])
  for (const code of ['000000', '123456'])
    await assert.rejects(confirm(answer.sign_up_id, code), refusedWith('CODE_WRONG'))
})

test('the database does the same work whether or not the address has an account', async () => {
  const pool = new Pool({ connectionString: world.url })
  const statements: string[] = []
  const watched: Db = new Kysely({
    dialect: new PostgresDialect({ pool }),
    log: (event) => {
      statements.push(event.query.sql)
    },
  })
  try {
    const address = freshAddress()
    await existing(address)
    await start(freshAddress(), watched)
    const forNew = statements.splice(0)
    await start(address, watched)
    assert.ok(forNew.length > 4)
    assert.deepEqual(statements, forNew)
  } finally {
    await watched.destroy()
  }
})

test('a code works once, also when it comes many times at once', async () => {
  const address = freshAddress()
  const { sign_up_id } = await start(address)
  const code = await codeSentTo(address)
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => confirm(sign_up_id, code)))
  const refusals = results.filter((result) => result.status === 'rejected')
  assert.equal(refusals.length, 4)
  for (const { reason } of refusals) assert.ok(refusedWith('CODE_WRONG')(reason), String(reason))
  await assert.rejects(confirm(sign_up_id, code), refusedWith('CODE_WRONG'))
})

test('two sign-ups for one address, each with its right code, make one account', async () => {
  const address = freshAddress()
  const first = await start(address)
  const firstCode = await codeSentTo(address)
  world.travel(61 * SECOND)
  const second = await start(address)
  await confirm(second.sign_up_id, await codeSentTo(address))
  await assert.rejects(confirm(first.sign_up_id, firstCode), refusedWith('CODE_WRONG'))
})

test('a code fits its own sign-up only', async () => {
  const [a, b] = [freshAddress(), freshAddress()]
  const first = await start(a)
  const second = await start(b)
  await assert.rejects(confirm(first.sign_up_id, await codeSentTo(b)), refusedWith('CODE_WRONG'))
  await confirm(second.sign_up_id, await codeSentTo(b))
})

test('after five wrong tries the right code is refused too, also when the tries come at once', async () => {
  const address = freshAddress()
  const { sign_up_id } = await start(address)
  const code = await codeSentTo(address)
  const wrong = Array.from({ length: 8 }, () => confirm(sign_up_id, another(code)))
  for (const result of await Promise.allSettled(wrong)) assert.equal(result.status, 'rejected')
  await assert.rejects(confirm(sign_up_id, code), refusedWith('CODE_WRONG'))
})

test('after four wrong tries the right code still works', async () => {
  const address = freshAddress()
  const { sign_up_id } = await start(address)
  const code = await codeSentTo(address)
  for (let i = 0; i < 4; i++) await assert.rejects(confirm(sign_up_id, another(code)), refusedWith('CODE_WRONG'))
  await confirm(sign_up_id, code)
})

test('a code is good for five minutes', async () => {
  const [a, b] = [freshAddress(), freshAddress()]
  const first = await start(a)
  world.travel(4 * MINUTE)
  await confirm(first.sign_up_id, await codeSentTo(a))
  const second = await start(b)
  world.travel(5 * MINUTE)
  await assert.rejects(confirm(second.sign_up_id, await codeSentTo(b)), refusedWith('CODE_WRONG'))
})

test('a weak password does not use up a try', async () => {
  const address = freshAddress()
  const { sign_up_id } = await start(address)
  const code = await codeSentTo(address)
  for (const weak of ['password123', address, address.toUpperCase(), '12345678', '林小满林小满林小满', 'aaaaaaaa'])
    await assert.rejects(confirm(sign_up_id, code, { password: weak }), refusedWith('PASSWORD_WEAK'), weak)
  await confirm(sign_up_id, code)
})

const retryAt = async (work: Promise<unknown>, code: 'CODE_TOO_SOON' | 'CODE_LIMIT'): Promise<number> => {
  const error = await work.then(
    () => assert.fail('was accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AppError && error.code === code, String(error))
  return Date.parse(error.retryAt ?? '')
}

for (const [kind, prepare] of [
  ['a new address', async () => freshAddress()],
  [
    'an address with an account',
    async () => {
      const address = freshAddress()
      await existing(address)
      return address
    },
  ],
] as const) {
  test(`${kind} gets another code after a minute, five an hour, ten a day`, async () => {
    const address = await prepare()
    const first = await start(address)
    assert.equal(await retryAt(start(address), 'CODE_TOO_SOON'), Date.parse(first.resend_at))
    for (let i = 0; i < 4; i++) {
      world.travel(MINUTE)
      await start(address)
    }
    world.travel(MINUTE)
    const oldest = Date.parse(first.resend_at) - MINUTE
    assert.equal(await retryAt(start(address), 'CODE_LIMIT'), oldest + HOUR)
    world.travel(HOUR)
    for (let i = 0; i < 5; i++) {
      await start(address)
      world.travel(MINUTE)
    }
    world.travel(2 * HOUR)
    assert.equal(await retryAt(start(address), 'CODE_LIMIT'), oldest + DAY)
    world.travel(DAY)
    await start(address)
  })
}

test('codes asked for at once are counted one by one', async () => {
  const address = freshAddress()
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => start(address)))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await messagesTo(address)).length, 1)
})

test('outside of a demo no code is stored in clear', async () => {
  const address = freshAddress()
  await startSignUp({ db: world.db, config: { ...config, demo: false } }, { identifier: address, locale: 'en' })
  const { rows } = await sql<{ text: string; code: string | null }>`
    select body as text, code from outbound_message where recipient = ${address}`.execute(world.db)
  assert.equal(rows[0]?.code, null)
  assert.doesNotMatch(rows[0]?.text ?? '', /\d{6}/)
})
