import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { refusedWith, useDatabase } from '../../../../../tests/support/use-database.ts'
import { DAY, HOUR, inTx, MINUTE, sha256 } from '../../platform/index.ts'
import { createCustomer } from '../customers.ts'
import { identityJobs } from '../jobs.ts'
import { hashPassword } from '../password-hash.ts'
import { insertSignUp } from '../queries.ts'
import { customerAuthenticator, revokeSessions } from '../security/sessions.ts'
import { rememberDevice } from '../security/devices.ts'
import { signIn } from './sign-in.ts'

const world = await useDatabase()
const config = { TOPAY_SECRET: 'sign-in-sign-in-sign-in-sign-in-', demo: true, TOPAY_PUBLIC_URL: undefined }
const deps = { db: world.db, config, publicUrl: () => 'https://pay.example' }
const origin = { ip: '127.0.0.1', user_agent: 'test' }
const password = 'correct horse battery'
let customer: string
let device_hash: Buffer
before(async () => {
  const password_hash = await hashPassword(password)
  await inTx(world.db, async (tx) => {
    customer = await createCustomer(tx, {
      name: '陈思远',
      locale: 'zh-CN',
      addresses: [
        { kind: 'email', value: 'chen@example.com' },
        { kind: 'phone', value: '+8613812346024' },
      ],
      password_hash,
    })
    device_hash = sha256((await rememberDevice(tx, customer, sha256(''), origin)).token)
  })
})

/** On the device that the account knows. */
const enter = async (identifier: string, given = password) => {
  const entrance = { ...origin, kind: 'program', device_hash } as const
  const result = await signIn(deps, { identifier, password: given, entrance })
  assert.ok('entered' in result)
  return result.entered
}
const authenticate = (token: string) => customerAuthenticator(world.db)(token)

test('a customer signs in with any of their addresses, however it is typed', async () => {
  for (const identifier of ['chen@example.com', 'CHEN@example.com ', '138 1234 6024', '＋86１３８12346024'])
    assert.equal((await enter(identifier)).customer_id, customer, identifier)
})

test('a wrong password, an unknown account and what is no address are refused alike', async () => {
  for (const [identifier, given] of [
    ['chen@example.com', 'wrong horse battery'],
    ['nobody@example.com', password],
    ['no address', password],
  ] as const)
    await assert.rejects(enter(identifier, given), refusedWith('CREDENTIALS_WRONG'), identifier)
})

test('a session opens with its token, which is stored as a hash only', async () => {
  const { token, expires_at } = await enter('chen@example.com')
  assert.match(token, /^tc_[\w-]{43}$/)
  const actor = await authenticate(token)
  assert.deepEqual([actor?.realm, actor?.id], ['customer', customer])
  const row = await world.db
    .selectFrom('customer_session')
    .selectAll()
    .where('token_hash', '=', sha256(token))
    .executeTakeFirstOrThrow()
  assert.equal(row.expires_at, expires_at)
  assert.ok(!JSON.stringify(row).includes(token))
  assert.equal(await authenticate(`${token}x`), null)
  assert.equal(await authenticate(''), null)
})

test('a session ends after twelve hours', async () => {
  const { token } = await enter('chen@example.com')
  world.travel(12 * HOUR - MINUTE)
  assert.ok(await authenticate(token))
  world.travel(MINUTE)
  assert.equal(await authenticate(token), null)
})

test('revoked sessions are out at once, the one that is left out stays', async () => {
  const [one, other] = [await enter('chen@example.com'), await enter('chen@example.com')]
  const revoked = await inTx(world.db, (tx) => revokeSessions(tx, customer, { except: other.session_id }))
  assert.ok(revoked >= 1)
  assert.equal(await authenticate(one.token), null)
  assert.ok(await authenticate(other.token))
})

test('old sign-ups and sessions are forgotten, running ones are not', async () => {
  const { token } = await enter('chen@example.com')
  const signUp = (id: string, expires_at: string) =>
    inTx(world.db, (tx) =>
      insertSignUp(tx, {
        id,
        address: { kind: 'email', value: 'gone@example.com' },
        locale: 'en',
        code_hash: null,
        created_at: expires_at,
        expires_at,
      }),
    )
  await signUp('sgn_old', new Date(Date.now() - 3 * DAY).toISOString())
  await signUp('sgn_new', new Date(Date.now() + MINUTE).toISOString())
  const prune = identityJobs(deps)['identity:prune']
  assert.ok(prune)
  await prune({})
  const left = await world.db.selectFrom('sign_up').select('id').where('value', '=', 'gone@example.com').execute()
  assert.deepEqual(left, [{ id: 'sgn_new' }])
  assert.ok(await authenticate(token))
  world.travel(500 * DAY)
  await prune({})
  for (const table of ['customer_session', 'customer_device', 'security_event', 'security_alert'] as const)
    assert.deepEqual(await world.db.selectFrom(table).selectAll().execute(), [], table)
})
