import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { money, type Verification } from '@topay/contract'
import { softwareAuthenticator } from '../../../../../tests/support/authenticator.ts'
import { HOST, openFactorsWorld, PASSWORD, PIN } from '../../../../../tests/support/factors-world.ts'
import { refusedWith } from '../../../../../tests/support/use-database.ts'
import { inTx, MINUTE, SECOND } from '../../platform/index.ts'
import { getCustomer } from '../customers.ts'
import { accountFactor, requireFactor } from './account-factor.ts'
import { authorise } from './authorise.ts'
import { bindingOf, startChallenge } from './challenges.ts'
import { listFactors } from './list-factors.ts'
import { renewRecoveryCodes, setCodeFactor } from './own-codes.ts'
import { confirmTotp, disableTotp, startTotp } from './own-totp.ts'
import { countRecoveryCodes } from './queries.ts'

const world = await openFactorsWorld()
const { deps, db, ownRequest } = world
const { config } = deps
const binding = bindingOf(['transfer', 'pye_1', 12_345])

let customer_id = ''
let browser = softwareAuthenticator(`http://${HOST}`)
beforeEach(async () => {
  customer_id = await world.customer()
  browser = softwareAuthenticator(`http://${HOST}`)
})
const methods = async () => (await listFactors(db, customer_id)).map(({ method }) => method)
const factor = (input: Omit<Parameters<typeof accountFactor>[2], 'customer_id'>, by = customer_id) =>
  inTx(db, (tx) => accountFactor(tx, config, { ...input, customer_id: by }))
const money_challenge = (method?: 'code' | 'totp' | 'passkey', of = binding) =>
  inTx(db, (tx) =>
    startChallenge(tx, config, {
      customer_id,
      binding: of,
      method,
      host: HOST,
      payee: { zh: '林*', en: 'L.' },
      amount: money(12_345),
    }),
  )
const confirm = (verification?: Verification, more: { of?: Buffer; by?: string } = {}) =>
  inTx(db, (tx) =>
    authorise(tx, {
      customer_id: more.by ?? customer_id,
      payment_password: PIN,
      verification,
      binding: more.of ?? binding,
      config,
    }),
  )
const refused = (tries_left: number) => ({ result: 'code_wrong', tries_left })

test('an authenticator app takes the place of codes by SMS; a passkey stands before both; recovery codes come last', async () => {
  assert.deepEqual(await methods(), ['sms'])
  await world.addTotp(customer_id)
  assert.deepEqual(await methods(), ['totp', 'recovery_code'])
  await assert.rejects(money_challenge('code'), refusedWith('FACTOR_UNAVAILABLE'))
  const other = await world.customer()
  customer_id = other
  await world.addPasskey(customer_id, browser)
  assert.deepEqual(await methods(), ['passkey', 'sms', 'recovery_code'])
  await assert.rejects(money_challenge('totp'), refusedWith('FACTOR_UNAVAILABLE'))
})

test('a code of the app confirms money as a second factor, and nothing is sent', async () => {
  const app = await world.addTotp(customer_id)
  const { id: challenge_id, method, sent_to, resend_at, payee } = await money_challenge()
  assert.deepEqual([method, sent_to, resend_at, payee], ['totp', null, null, '林*'])
  const verification = { challenge_id, code: app.next() }
  assert.deepEqual(await confirm(verification), { result: 'ok', strength: 'second_factor' })
  assert.deepEqual(await confirm(verification), refused(0))
  const again = { challenge_id: (await money_challenge()).id, code: verification.code }
  assert.deepEqual(await confirm(again), refused(4), 'the same code counts for nothing else')
})

test('a recovery code answers in place of the app, once', async () => {
  const { recovery_codes } = await world.addTotp(customer_id)
  const [code = ''] = recovery_codes
  const first = { challenge_id: (await money_challenge()).id, code }
  assert.deepEqual(await confirm(first), { result: 'ok', strength: 'second_factor' })
  const second = { challenge_id: (await money_challenge()).id, code }
  assert.deepEqual(await confirm(second), refused(4))
})

test('without an app a recovery code is no code that was sent', async () => {
  const { recovery_codes } = await world.addPasskey(customer_id, browser)
  world.travel(61 * SECOND)
  const { id: challenge_id } = await money_challenge('code')
  assert.deepEqual(await confirm({ challenge_id, code: recovery_codes?.[0] ?? '' }), refused(4))
})

test('while the codes of the app are paused, no challenge for one begins', async () => {
  await world.addTotp(customer_id)
  const { id: challenge_id } = await money_challenge()
  for (let left = 4; left >= 0; left--) assert.deepEqual(await confirm({ challenge_id, code: '000000' }), refused(left))
  await assert.rejects(money_challenge(), refusedWith('CODE_LIMIT'))
  world.travel(15 * MINUTE)
  assert.equal((await money_challenge()).method, 'totp')
})

test('a passkey confirms money as the strongest, over payee and amount, once', async () => {
  await world.addPasskey(customer_id, browser)
  const { id: challenge_id, passkey_options, sent_to } = await money_challenge('passkey')
  assert.equal(sent_to, null)
  const verification = { challenge_id, passkey: browser.get(passkey_options ?? {}) }
  const dearer = bindingOf(['transfer', 'pye_1', 12_346])
  assert.deepEqual(await confirm(verification, { of: dearer }), refused(4))
  assert.deepEqual(await confirm(verification, { by: await world.customer() }), refused(0))
  const results = await Promise.all(Array.from({ length: 4 }, () => confirm(verification)))
  assert.deepEqual(
    results.filter(({ result }) => result === 'ok'),
    [{ result: 'ok', strength: 'passkey' }],
  )
})

test('a passkey’s answer to one challenge is none to another, nor after it expired', async () => {
  await world.addPasskey(customer_id, browser)
  const one = await money_challenge('passkey')
  const two = await money_challenge('passkey', bindingOf(['transfer', 'pye_2', 5]))
  const signed = browser.get(one.passkey_options ?? {})
  const crossed = { challenge_id: two.id, passkey: signed }
  assert.deepEqual(await confirm(crossed, { of: bindingOf(['transfer', 'pye_2', 5]) }), refused(4))
  assert.deepEqual(await confirm({ challenge_id: two.id, code: '123456' }), refused(3))
  world.travel(5 * MINUTE)
  assert.deepEqual(await confirm({ challenge_id: one.id, passkey: signed }), refused(0))
})

test('without a passkey none can be asked for; a bare address cannot use one', async () => {
  await assert.rejects(money_challenge('passkey'), refusedWith('FACTOR_UNAVAILABLE'))
  await world.addPasskey(customer_id, browser)
  const elsewhere = inTx(db, (tx) =>
    startChallenge(tx, config, {
      customer_id,
      binding,
      method: 'passkey',
      host: '127.0.0.1:3000',
      payee: { zh: '林*', en: 'L.' },
      amount: money(1),
    }),
  )
  await assert.rejects(elsewhere, refusedWith('PASSKEY_ADDRESS'))
})

test('a change of the account takes its own confirmation: none, another’s, or with another part does not do', async () => {
  assert.equal(await factor({ operation: 'set_phrase' }), 'needed')
  const address = { operation: 'add_contact', identifier: 'New@Example.com' } as const
  const verification = await world.byCode(customer_id, address)
  assert.equal(await factor({ operation: 'set_phrase', verification }), 'wrong')
  assert.equal(await factor({ operation: 'add_contact', parts: ['other@example.com'], verification }), 'wrong')
  const stranger = await world.customer()
  assert.equal(await factor({ operation: 'add_contact', parts: ['new@example.com'], verification }, stranger), 'wrong')
  assert.equal(await factor({ operation: 'add_contact', parts: ['new@example.com'], verification }), 'ok')
  assert.equal(await factor({ operation: 'add_contact', parts: ['new@example.com'], verification }), 'wrong')
  assert.throws(() => requireFactor('needed'), refusedWith('FACTOR_NEEDED'))
  assert.throws(() => requireFactor('wrong'), refusedWith('CODE_WRONG'))
})

test('a code for a payment changes nothing of the account, and the other way round', async () => {
  world.travel(61 * SECOND)
  const { id } = await money_challenge('code')
  const paying = { challenge_id: id, code: await world.sentCode(customer_id) }
  assert.equal(await factor({ operation: 'set_phrase', verification: paying }), 'wrong')
  const changing = await world.byCode(customer_id, { operation: 'set_phrase' })
  assert.deepEqual(await confirm(changing), refused(4))
})

test('no code that is sent unfreezes an account', async () => {
  world.travel(61 * SECOND)
  await assert.rejects(world.byCode(customer_id, { operation: 'unfreeze' }), refusedWith('FACTOR_UNAVAILABLE'))
})

test('a message says what change its code is for', async () => {
  await world.byCode(customer_id, { operation: 'add_contact', identifier: '139 0013 9000' })
  const { body } = await db
    .selectFrom('outbound_message')
    .select('body')
    .where('customer_id', '=', customer_id)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  assert.match(body, /您正在添加联系方式 \+8613900139000，验证码 \d{6}/)
})

test('an app is on after its first code only, in time; a second one waits until the first is off', async () => {
  const own = ownRequest(customer_id)
  await assert.rejects(confirmTotp(deps, own, '123456'), refusedWith('CODE_WRONG'))
  await assert.rejects(startTotp(deps, own, 'wrong password'), refusedWith('CREDENTIALS_WRONG'))
  await startTotp(deps, own, PASSWORD)
  await assert.rejects(confirmTotp(deps, own, '000000'), refusedWith('CODE_WRONG'))
  assert.equal((await getCustomer(db, customer_id)).two_factor, 'off')
  await world.addTotp(customer_id)
  assert.equal((await getCustomer(db, customer_id)).two_factor, 'totp')
  await assert.rejects(startTotp(deps, own, PASSWORD), refusedWith('TWO_FACTOR_ON'))
  await assert.rejects(confirmTotp(deps, own, '123456'), refusedWith('TWO_FACTOR_ON'))
  await assert.rejects(setCodeFactor(deps, own, { on: true }), refusedWith('TWO_FACTOR_ON'))
})

test('turning the app off takes password and second factor, and ends the recovery codes', async () => {
  const own = ownRequest(customer_id)
  const app = await world.addTotp(customer_id)
  const ask = async () => (await world.challenge(customer_id, { operation: 'disable_totp' })).id
  await assert.rejects(disableTotp(deps, own, { password: PASSWORD }), refusedWith('FACTOR_NEEDED'))
  const verification = { challenge_id: await ask(), code: '000000' }
  await assert.rejects(disableTotp(deps, own, { password: PASSWORD, verification }), refusedWith('CODE_WRONG'))
  const tries = await db.selectFrom('challenge').select('tries').where('id', '=', verification.challenge_id).execute()
  assert.deepEqual(tries, [{ tries: 1 }], 'the failed try is kept')
  verification.code = app.next()
  await assert.rejects(disableTotp(deps, own, { password: 'wrong', verification }), refusedWith('CREDENTIALS_WRONG'))
  const { two_factor } = await disableTotp(deps, own, { password: PASSWORD, verification })
  assert.equal(two_factor, 'off')
  assert.equal(await countRecoveryCodes(db, customer_id), 0)
  assert.deepEqual(await methods(), ['sms'])
})

test('recovery codes are renewed with a second factor; one of the old confirms nothing then', async () => {
  const own = ownRequest(customer_id)
  const app = await world.addTotp(customer_id)
  await assert.rejects(renewRecoveryCodes(deps, own, undefined), refusedWith('FACTOR_NEEDED'))
  const { id: challenge_id } = await world.challenge(customer_id, { operation: 'renew_recovery_codes' })
  const { recovery_codes } = await renewRecoveryCodes(deps, own, { challenge_id, code: app.recovery_codes[0] ?? '' })
  assert.equal(new Set([...recovery_codes, ...app.recovery_codes]).size, 20)
  const old = { challenge_id: (await money_challenge()).id, code: app.recovery_codes[1] ?? '' }
  assert.deepEqual(await confirm(old), refused(4))
})

test('codes at every sign-in are turned on and off with a second factor, and every change is told and written down', async () => {
  const own = ownRequest(customer_id)
  for (const on of [true, false]) {
    await assert.rejects(setCodeFactor(deps, own, { on }), refusedWith('FACTOR_NEEDED'))
    const verification = await world.byCode(customer_id, { operation: 'set_code_factor' })
    const { two_factor } = await setCodeFactor(deps, own, { on, verification })
    assert.equal(two_factor, on ? 'code' : 'off')
  }
  const events = await db.selectFrom('security_event').select('kind').where('customer_id', '=', customer_id).execute()
  assert.deepEqual(events.map(({ kind }) => kind).toSorted(), ['two_factor_off', 'two_factor_on'])
  const actions = await db.selectFrom('audit_entry').select('action').where('subject', '=', customer_id).execute()
  assert.deepEqual(actions.map(({ action }) => action).toSorted(), [
    'customer.code_factor_off',
    'customer.code_factor_on',
  ])
})
