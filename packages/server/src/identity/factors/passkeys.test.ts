import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { softwareAuthenticator } from '../../../../../tests/support/authenticator.ts'
import { HOST, openFactorsWorld, PASSWORD } from '../../../../../tests/support/factors-world.ts'
import { refusedWith } from '../../../../../tests/support/use-database.ts'
import { HOUR, inTx, sha256 } from '../../platform/index.ts'
import { confirmPasskey, listPasskeys, removePasskey, startPasskey } from './own-passkeys.ts'
import { passkeySite } from './passkey-site.ts'
import { passkeyRequest, verifyPasskey } from './passkeys.ts'
import { countRecoveryCodes } from './queries.ts'

const world = await openFactorsWorld()
const { deps, db, ownRequest } = world
const ORIGIN = `http://${HOST}`

let customer_id = ''
let browser = softwareAuthenticator(ORIGIN)
beforeEach(async () => {
  customer_id = await world.customer()
  browser = softwareAuthenticator(ORIGIN)
})
const ask = (input: { customer_id?: string; binding?: Buffer } = {}) =>
  inTx(db, (tx) => passkeyRequest(tx, deps, { ...input, host: HOST }))
const answer = (challenge: Buffer, response: unknown, of?: string) =>
  inTx(db, (tx) => verifyPasskey(tx, { challenge, response, customer_id: of }))
const start = async () =>
  startPasskey(deps, ownRequest(customer_id), {
    password: PASSWORD,
    verification: await world.byCode(customer_id, { operation: 'add_passkey' }),
    host: HOST,
  })
const confirm = (passkey: unknown) => confirmPasskey(deps, ownRequest(customer_id), { passkey })

test('a passkey signs its customer in without anybody saying who it is', async () => {
  const { passkey } = await world.addPasskey(customer_id, browser)
  const { options, challenge } = await ask()
  assert.deepEqual(options.allowCredentials ?? [], [])
  assert.deepEqual(await answer(challenge, browser.get(options)), { customer_id, passkey_id: passkey.id })
  const [listed] = await listPasskeys(db, customer_id)
  assert.notEqual(listed?.last_used_at, null)
})

test('where nobody said who it is, the authenticator has to', async () => {
  await world.addPasskey(customer_id, browser)
  const { options, challenge } = await ask()
  assert.equal(await answer(challenge, browser.get(options, { userHandle: null })), null)
  assert.equal(await answer(challenge, browser.get(options, { userHandle: 'c29tZWJvZHkgZWxzZQ' })), null)
})

test('options ask for user verification, and name the passkeys of a customer who is known', async () => {
  await world.addPasskey(customer_id, browser)
  const { options } = await ask({ customer_id })
  assert.equal(options.userVerification, 'required')
  assert.equal(options.rpId, 'localhost')
  const id = browser.credentials[0]?.id.toString('base64url')
  assert.deepEqual(options.allowCredentials, [{ id, type: 'public-key', transports: ['internal', 'hybrid'] }])
})

test('an answer that does not fit is refused: unlocked by nobody, from another site, to another challenge, by somebody else, or with a broken signature', async () => {
  await world.addPasskey(customer_id, browser)
  const { options, challenge } = await ask({ customer_id })
  const refused = async (response: unknown, of = customer_id) =>
    assert.equal(await answer(challenge, response, of), null)
  await refused(browser.get(options, { verified: false }))
  await refused(browser.get(options, { origin: 'http://localhost.evil.example' }))
  await refused(browser.get(options, { origin: 'http://localhost:4000' }))
  await refused(browser.get(options, { challenge: Buffer.alloc(32).toString('base64url') }))
  await refused(browser.get(options), await world.customer())
  await refused(browser.get((await ask({ customer_id })).options))
  const right = browser.get(options)
  const response = right.response as Record<string, string>
  const other = browser.get((await ask({ customer_id })).options).response as Record<string, string>
  await refused({ ...right, response: { ...response, signature: other.signature } })
  await refused({ ...right, id: 'unknown', rawId: 'unknown' })
  for (const broken of [null, 'text', {}, { ...right, response: {} }, { ...right, type: 'password' }])
    await refused(broken)
  assert.notEqual(await answer(challenge, right, customer_id), null)
})

test('the challenge is made of what is confirmed, and is another one each time', async () => {
  const binding = sha256('林* ¥123.45')
  const [one, same, other] = [await ask({ binding }), await ask({ binding }), await ask()]
  const challenges = [one, same, other].map(({ options }) => options.challenge)
  assert.equal(new Set(challenges).size, 3)
})

test('a counter that does not go up is refused and written down: the passkey may be a copy', async () => {
  browser = softwareAuthenticator(ORIGIN, { counts: true, synced: false })
  await world.addPasskey(customer_id, browser)
  const use = async (how?: { counter: number }) => {
    const { options, challenge } = await ask({ customer_id })
    return answer(challenge, browser.get(options, how), customer_id)
  }
  assert.notEqual(await use({ counter: 7 }), null)
  assert.equal(await use({ counter: 7 }), null)
  assert.equal(await use({ counter: 3 }), null)
  assert.notEqual(await use({ counter: 8 }), null)
  const entries = await db
    .selectFrom('audit_entry')
    .select('action')
    .where('subject', '=', customer_id)
    .where('action', '=', 'customer.passkey_counter_fell')
    .execute()
  assert.equal(entries.length, 2)
})

test('of two uses of one counter at once, one counts', async () => {
  browser = softwareAuthenticator(ORIGIN, { counts: true, synced: false })
  await world.addPasskey(customer_id, browser)
  const { options, challenge } = await ask({ customer_id })
  const response = browser.get(options)
  const results = await Promise.all(Array.from({ length: 4 }, () => answer(challenge, response, customer_id)))
  assert.equal(results.filter(Boolean).length, 1)
})

test('a registration can be confirmed once, by its own customer, in time, unlocked, from its own site', async () => {
  const { options } = await start()
  const made = browser.create(options)
  assert.equal((await confirm(made)).passkey.synced, true)
  await assert.rejects(confirm(made), refusedWith('PASSKEY_REFUSED'))
  for (const how of [{ verified: false }, { origin: 'http://localhost.evil.example' }, { challenge: 'AAAA' }]) {
    const created = browser.create((await start()).options, how)
    await assert.rejects(confirm(created), refusedWith('PASSKEY_REFUSED'))
  }
  const late = browser.create((await start()).options)
  world.travel(HOUR)
  await assert.rejects(confirm(late), refusedWith('PASSKEY_REFUSED'))
  const others = browser.create((await start()).options)
  customer_id = await world.customer()
  await start()
  await assert.rejects(confirm(others), refusedWith('PASSKEY_REFUSED'))
})

test('a credential that is somebody’s already is refused', async () => {
  const { options } = await start()
  const made = browser.create(options)
  await confirm(made)
  const [mine] = browser.credentials
  const [stranger, thief] = [await world.customer(), softwareAuthenticator(ORIGIN)]
  customer_id = stranger
  const { options: theirs } = await start()
  // A key of the thief's own, under the identifier of the first one's credential.
  const forged = thief.create(theirs, { id: mine?.id })
  await assert.rejects(confirm(forged), refusedWith('PASSKEY_REFUSED'))
})

test('recovery codes come with the first strong factor only, and end with the last', async () => {
  const first = await world.addPasskey(customer_id, browser, '办公室')
  assert.equal(first.recovery_codes?.length, 10)
  assert.equal(first.passkey.name, '办公室')
  const second = await world.addPasskey(customer_id, softwareAuthenticator(ORIGIN))
  assert.equal(second.recovery_codes, null)
  for (const [passkey_id, codes] of [
    [first.passkey.id, 10],
    [second.passkey.id, 0],
  ] as const) {
    const verification = await world.byCode(customer_id, { operation: 'remove_passkey', passkey_id })
    await removePasskey(deps, ownRequest(customer_id), { passkey_id, verification })
    assert.equal(await countRecoveryCodes(db, customer_id), codes)
  }
})

test('removing takes a second factor for exactly this passkey, and nobody removes somebody else’s', async () => {
  const one = await world.addPasskey(customer_id, browser)
  const two = await world.addPasskey(customer_id, softwareAuthenticator(ORIGIN))
  const remove = (passkey_id: string, verification?: { challenge_id: string; code: string }, by = customer_id) =>
    removePasskey(deps, ownRequest(by), { passkey_id, verification })
  await assert.rejects(remove(one.passkey.id), refusedWith('FACTOR_NEEDED'))
  const operation = { operation: 'remove_passkey', passkey_id: one.passkey.id } as const
  const verification = await world.byCode(customer_id, operation)
  assert.ok('code' in verification)
  await assert.rejects(remove(two.passkey.id, verification), refusedWith('CODE_WRONG'))
  await assert.rejects(remove(one.passkey.id, verification, await world.customer()), refusedWith('NOT_FOUND'))
  const left = await remove(one.passkey.id, verification)
  assert.deepEqual(
    left.map(({ id }) => id),
    [two.passkey.id],
  )
})

test('a customer has so many passkeys and no more', async () => {
  for (let i = 0; i < 10; i++) {
    // Codes are so many an hour and a day.
    world.travel(3 * HOUR)
    await world.addPasskey(customer_id, softwareAuthenticator(ORIGIN))
  }
  world.travel(3 * HOUR)
  await assert.rejects(start(), refusedWith('PASSKEYS_MANY'))
})

test('passkeys belong to https domains and localhost, and to no bare address', () => {
  const site = (url?: string, host?: string) => passkeySite({ TOPAY_PUBLIC_URL: url }, host)
  assert.deepEqual(site('https://pay.example.com/app'), {
    rp_id: 'pay.example.com',
    origin: 'https://pay.example.com',
  })
  assert.deepEqual(site('https://pay.example.com', 'localhost:1'), site('https://pay.example.com'))
  assert.deepEqual(site(undefined, 'localhost:8080'), { rp_id: 'localhost', origin: 'http://localhost:8080' })
  for (const [url, host] of [
    ['http://pay.example.com'],
    ['https://203.0.113.7'],
    ['https://[2001:db8::1]'],
    ['http://127.0.0.1:3000', 'localhost:3000'],
    [undefined, '127.0.0.1:3000'],
    [undefined, '[::1]:3000'],
    [undefined, 'pay.example.com'],
    [undefined, 'localhost.evil.example'],
    [undefined, 'evil.example@localhost.evil.example'],
    [undefined, undefined],
    [undefined, ' '],
  ])
    assert.throws(() => site(url, host), refusedWith('PASSKEY_ADDRESS'), `${url} ${host}`)
})
