import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClient } from '@topay/contract'
import type { Browser, Page } from 'playwright-core'
import { CUSTOMER_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { launchBrowser } from '../support/browser.ts'

let app: TestApp
let browser: Browser
let site = ''
before(async () => {
  app = await startTestApp()
  // Browsers know passkeys at a domain name only.
  site = app.url.replace('127.0.0.1', 'localhost')
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

/** A page of the site with an authenticator of Chromium's own, which is unlocked by its owner unless told otherwise. */
const openPage = async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${site}/healthz`)
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const unlocked = (isUserVerified: boolean) =>
    devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  return { page, unlocked, close: () => context.close() }
}

type Json = Record<string, unknown>
/** What the browser itself makes of the server's options, in WebAuthn's own JSON. As text: the types of these tests know no browser. */
const inBrowser = async (page: Page, call: 'create' | 'get', parse: string, options: Json): Promise<Json> =>
  page.evaluate<Json>(`(async () => {
    const publicKey = PublicKeyCredential.${parse}(${JSON.stringify(options)})
    return (await navigator.credentials.${call}({ publicKey })).toJSON()
  })()`)
const create = (page: Page, options: Json) => inBrowser(page, 'create', 'parseCreationOptionsFromJSON', options)
const get = (page: Page, options: Json) => inBrowser(page, 'get', 'parseRequestOptionsFromJSON', options)

test('Chromium makes a passkey, signs in with it alone, and signs a change of the account', async () => {
  const customer = await app.signUp()
  const api = createClient({ baseUrl: site, token: customer.token })
  const anonymous = createClient({ baseUrl: site })
  const { page, unlocked, close } = await openPage()
  try {
    const verification = await app.confirm(customer, { operation: 'add_passkey' })
    const registration = await api('startPasskey', { body: { password: CUSTOMER_PASSWORD, verification } })
    const added = await api('confirmPasskey', { body: { passkey: await create(page, registration.options) } })
    assert.equal(added.recovery_codes?.length, 10)

    const { sign_in_id, options } = await anonymous('startPasskeySignIn', {})
    const body = { passkey: await get(page, options), token: true }
    const signed = await anonymous('confirmPasskeySignIn', { params: { sign_in_id }, body })
    assert.equal(signed.customer.id, customer.id)

    const challenge = await api('startChallenge', { body: { operation: 'set_phrase', method: 'passkey' } })
    const passkey = await get(page, challenge.passkey_options ?? {})
    const confirmed = { challenge_id: challenge.id, passkey }
    const { phrase } = await api('setPhrase', { body: { phrase: '梧桐树下', verification: confirmed } })
    assert.equal(phrase, '梧桐树下')

    await unlocked(false)
    const locked = await anonymous('startPasskeySignIn', {})
    await assert.rejects(get(page, { ...locked.options, timeout: 2_000 }), /NotAllowedError|timed out|not allowed/)
  } finally {
    await close()
  }
})
