import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appCode } from '../../../../tests/support/authenticator-app.ts'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { DAY, HOUR, inTx, loadConfig, MINUTE } from '../platform/index.ts'
import { resetStaffCredentials } from './manage-members.ts'
import { createStaffMember, getStaffMember, staffAuthenticator } from './index.ts'
import { changeStaffPassword } from './own-password.ts'
import { type Entered, setFirstStaffPassword, staffSignIn, verifyStaffSignIn } from './sign-in.ts'

const { db, travel } = await useDatabase()
const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_SECRET: 'a secret of this test, long enough', TOPAY_DEMO: 'off' })
const client = { ip: '127.0.0.1', user_agent: 'test', request_id: 'req_1' }
const password = 'staff horse battery'
const doer = { kind: 'system', id: 'test' } as const

let counter = 0
const hire = (more: { demo?: boolean; must_change_password?: boolean } = {}) =>
  inTx(db, (tx) =>
    createStaffMember(tx, {
      email: `agent${counter++}@staff.example.com`,
      name: { zh: '林晓', en: 'Lin Xiao' },
      roles: ['agent'],
      password,
      doer,
      ...more,
    }),
  )
const start = (identifier: string, given = password, more = {}) =>
  staffSignIn(db, { ...config, ...more }, { identifier, password: given, client })
const verify = (staff_sign_in_id: string, code: string) =>
  verifyStaffSignIn(db, config, { staff_sign_in_id, code, client })
const pendingOf = (entered: Entered) => ('pending' in entered ? entered.pending : assert.fail('is in already'))
const actions = async (id: string) => (await listAudit(db, id)).map(({ action }) => action)

/** A colleague whose app is set up. */
const equipped = async () => {
  const member = await hire()
  const pending = pendingOf(await start(member.email))
  const secret = pending.totp?.secret ?? assert.fail('no secret')
  const { recovery_codes = [] } = await verify(pending.staff_sign_in_id, appCode(secret))
  travel(MINUTE)
  return { ...member, secret, recovery_codes }
}

test('the first sign-in sets the authenticator app up, and shows ten recovery codes this once', async () => {
  const { id, email } = await hire()
  const pending = pendingOf(await start(` ${email.toUpperCase()}`))
  assert.equal(pending.step, 'set_up_totp')
  const secret = pending.totp?.secret ?? ''
  assert.match(secret, /^[A-Z2-7]{32}$/)
  const url = new URL(pending.totp?.otpauth_url ?? '')
  assert.deepEqual(
    [url.protocol, url.searchParams.get('secret'), url.searchParams.get('issuer')],
    ['otpauth:', secret, 'Topay'],
  )
  const stored = JSON.stringify(await db.selectFrom('staff_sign_in').selectAll().execute())
  assert.ok(!stored.includes(secret))

  await assert.rejects(verify(pending.staff_sign_in_id, '000000'), refusedWith('CODE_WRONG'))
  const { session, recovery_codes = [] } = await verify(pending.staff_sign_in_id, appCode(secret))
  assert.equal((await staffAuthenticator(db)(session.token))?.id, id)
  assert.equal(new Set(recovery_codes).size, 10)
  for (const code of recovery_codes) assert.match(code, /^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/)
  assert.equal((await getStaffMember(db, id)).two_factor, true)
  assert.deepEqual(await actions(id), ['staff.created', 'staff.two_factor_set_up', 'staff.signed_in'])
  await assert.rejects(verify(pending.staff_sign_in_id, appCode(secret, 1)), refusedWith('SIGN_IN_ENDED'))
})

test('after that the password alone opens nothing; the code does, and each code once', async () => {
  const { email, secret } = await equipped()
  const pending = pendingOf(await start(email))
  assert.deepEqual([pending.step, pending.totp], ['totp', null])
  const other = pendingOf(await start(email))
  const code = appCode(secret)
  const { recovery_codes } = await verify(pending.staff_sign_in_id, code)
  assert.equal(recovery_codes, undefined)
  await assert.rejects(verify(other.staff_sign_in_id, code), refusedWith('CODE_WRONG'))
  travel(MINUTE)
  assert.ok((await verify(other.staff_sign_in_id, appCode(secret, -1))).session)
})

test('a code that comes many times at once opens one session', async () => {
  const { email, secret } = await equipped()
  const waiting = await Promise.all(Array.from({ length: 4 }, () => start(email)))
  const results = await Promise.allSettled(
    waiting.map((entered) => verify(pendingOf(entered).staff_sign_in_id, appCode(secret))),
  )
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a recovery code stands in for the app, once, however it is typed', async () => {
  const { id, email, recovery_codes } = await equipped()
  const [code = ''] = recovery_codes
  const typed = code.toUpperCase().replaceAll('-', ' ')
  assert.ok((await verify(pendingOf(await start(email)).staff_sign_in_id, typed)).session)
  await assert.rejects(verify(pendingOf(await start(email)).staff_sign_in_id, code), refusedWith('CODE_WRONG'))
  const last = (await listAudit(db, id)).findLast(({ action }) => action === 'staff.signed_in')
  assert.equal(last?.detail.factor, 'recovery_code')
  const stored = JSON.stringify(await db.selectFrom('staff_recovery_code').selectAll().execute())
  assert.ok(!stored.includes(code.replaceAll('-', '')))
})

test('wrong codes are counted for the account over all its sign-ins, and lock it; the way is on record', async () => {
  const { id, email, secret } = await equipped()
  for (let i = 0; i < 5; i++)
    await assert.rejects(verify(pendingOf(await start(email)).staff_sign_in_id, '000000'), refusedWith('CODE_WRONG'))
  const pending = pendingOf(await start(email))
  await assert.rejects(verify(pending.staff_sign_in_id, appCode(secret)), refusedWith('SIGN_IN_PAUSED'))
  travel(16 * MINUTE)
  assert.ok((await verify(pendingOf(await start(email)).staff_sign_in_id, appCode(secret))).session)
  const all = await actions(id)
  assert.equal(all.filter((action) => action === 'staff.second_step_failed').length, 5)
  assert.equal(all.filter((action) => action === 'staff.sign_in_locked').length, 1)
})

test('a wrong password, an unknown account, a phone number and somebody who has left are refused alike', async () => {
  const [here, gone] = [await hire(), await hire()]
  await db.updateTable('staff').set({ active: false }).where('id', '=', gone.id).execute()
  for (const [identifier, given] of [
    [here.email, 'wrong horse battery'],
    ['nobody@staff.example.com', password],
    ['13812346024', password],
    [gone.email, password],
  ] as const)
    await assert.rejects(start(identifier, given), refusedWith('CREDENTIALS_WRONG'), identifier)
})

test('of twenty guesses at once five are looked at; longer locks follow; an address without an account is the same', async () => {
  const { email } = await hire()
  for (const identifier of [email, 'stranger@staff.example.com']) {
    const guess = () => start(identifier, 'wrong horse battery')
    const codes = (await Promise.allSettled(Array.from({ length: 20 }, guess))).map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'in',
    )
    assert.equal(codes.filter((code) => code === 'CREDENTIALS_WRONG').length, 5, identifier)
    assert.equal(codes.filter((code) => code === 'SIGN_IN_PAUSED').length, 15, identifier)
  }
  await assert.rejects(start(email), refusedWith('SIGN_IN_PAUSED'))
  travel(15 * MINUTE + 1_000)
  for (let i = 0; i < 5; i++) await assert.rejects(start(email, 'wrong horse'), refusedWith('CREDENTIALS_WRONG'))
  travel(HOUR - MINUTE)
  await assert.rejects(start(email), refusedWith('SIGN_IN_PAUSED'))
  travel(2 * MINUTE)
  assert.ok(await start(email))
})

test('a password that an administrator chose is replaced before anything else, by another one', async () => {
  const { id, email } = await hire({ must_change_password: true })
  const pending = pendingOf(await start(email))
  assert.equal(pending.step, 'new_password')
  const replace = (given: string) =>
    setFirstStaffPassword(db, config, { staff_sign_in_id: pending.staff_sign_in_id, password: given, client })
  await assert.rejects(verify(pending.staff_sign_in_id, '000000'), refusedWith('SIGN_IN_ENDED'))
  await assert.rejects(replace(password), refusedWith('PASSWORD_WEAK'))
  await assert.rejects(replace('88888888'), refusedWith('PASSWORD_WEAK'))
  const next = pendingOf(await replace('mine own horse battery'))
  assert.equal(next.step, 'set_up_totp')
  await assert.rejects(replace('another horse battery'), refusedWith('SIGN_IN_ENDED'))
  await assert.rejects(start(email), refusedWith('CREDENTIALS_WRONG'))
  assert.equal(pendingOf(await start(email, 'mine own horse battery')).step, 'set_up_totp')
  assert.deepEqual((await actions(id)).at(-1), 'staff.password_changed')
})

test('a sign-in on its way ends after ten minutes, and with whoever leaves', async () => {
  const { id, email, secret } = await equipped()
  const late = pendingOf(await start(email))
  travel(10 * MINUTE)
  await assert.rejects(verify(late.staff_sign_in_id, appCode(secret)), refusedWith('SIGN_IN_ENDED'))
  const pending = pendingOf(await start(email))
  await db.updateTable('staff').set({ active: false }).where('id', '=', id).execute()
  await assert.rejects(verify(pending.staff_sign_in_id, appCode(secret)), refusedWith('SIGN_IN_ENDED'))
})

test('an account of the demo world is spared the app in the demo world and nowhere else', async () => {
  const { email } = await hire({ demo: true })
  assert.ok('session' in (await start(email, password, { demo: true })))
  assert.equal(pendingOf(await start(email)).step, 'set_up_totp')
  const other = await hire()
  assert.equal(pendingOf(await start(other.email, password, { demo: true })).step, 'set_up_totp')
})

test('with passwords turned off nobody signs in with one', async () => {
  const { email } = await hire()
  await assert.rejects(start(email, password, { TOPAY_STAFF_PASSWORDS: 'off' }), refusedWith('PASSWORD_SIGN_IN_OFF'))
})

test('changing one’s own password takes the old one and the code, and ends every other session', async () => {
  const { id, email, secret } = await equipped()
  const open = async () => (await verify(pendingOf(await start(email)).staff_sign_in_id, appCode(secret))).session.token
  const other = await open()
  travel(MINUTE)
  const token = await open()
  travel(MINUTE)
  const actor = (await staffAuthenticator(db)(token)) ?? assert.fail('no session')
  const change = (more: { current_password?: string; password?: string; code?: string }) =>
    changeStaffPassword(db, config, {
      actor,
      current_password: password,
      password: 'mine own horse battery',
      request_id: 'req_1',
      ...more,
    })
  await assert.rejects(change({}), refusedWith('CODE_WRONG'))
  await assert.rejects(change({ code: '000000' }), refusedWith('CODE_WRONG'))
  const code = appCode(secret)
  await assert.rejects(change({ current_password: 'wrong horse', code }), refusedWith('CREDENTIALS_WRONG'))
  await assert.rejects(change({ password, code }), refusedWith('PASSWORD_WEAK'))
  await change({ code })
  assert.ok(await staffAuthenticator(db)(token))
  assert.equal(await staffAuthenticator(db)(other), null)
  await assert.rejects(start(email), refusedWith('CREDENTIALS_WRONG'))
  assert.equal(pendingOf(await start(email, 'mine own horse battery')).step, 'totp')
  assert.equal((await actions(id)).at(-1), 'staff.password_changed')
})

test('credentials set anew by an administrator: sessions, app, recovery codes, locks end, and both are chosen anew', async () => {
  const { id, email, secret, recovery_codes } = await equipped()
  const boss = await hire()
  const { token } = (await verify(pendingOf(await start(email)).staff_sign_in_id, appCode(secret))).session
  for (let i = 0; i < 5; i++) await assert.rejects(start(email, 'wrong horse'), refusedWith('CREDENTIALS_WRONG'))
  const first = 'first horse battery'
  const given = { staff_id: id, password: first, by: { kind: 'staff', id: boss.id } as const }
  assert.equal((await resetStaffCredentials(db, config, given)).two_factor, false)
  assert.equal(await staffAuthenticator(db)(token), null)
  await assert.rejects(start(email), refusedWith('CREDENTIALS_WRONG'))
  const pending = pendingOf(await start(email, first))
  const next = pendingOf(
    await setFirstStaffPassword(db, config, { ...pending, password: 'mine own horse battery', client }),
  )
  assert.equal(next.step, 'set_up_totp')
  await assert.rejects(verify(next.staff_sign_in_id, recovery_codes[0] ?? ''), refusedWith('CODE_WRONG'))
  await assert.rejects(verify(next.staff_sign_in_id, appCode(secret)), refusedWith('CODE_WRONG'))
  assert.ok((await verify(next.staff_sign_in_id, appCode(next.totp?.secret ?? ''))).session)
  assert.ok((await actions(id)).includes('staff.credentials_reset'))
  travel(DAY)
})
