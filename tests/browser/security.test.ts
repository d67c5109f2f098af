import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { appCode } from '../support/authenticator-app.ts'
import { launchBrowser } from '../support/browser.ts'
import { hands, signInWindow } from '../support/hands.ts'
import { checkAccess, openWindow, picturesWhenFailing, takePicture } from '../support/pages.ts'
import { samplePicture } from '../support/pictures.ts'
import { type Language, wordsOf } from '../support/words.ts'

/** The security centre: two-factor, sessions, phrase, identity, panic and unfreezing, passkeys. */

let app: TestApp
let browser: Browser
before(async () => {
  app = await startTestApp()
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.close()
})

type Site = { language: Language; width: number; dark: boolean; url?: string }

/** A window with the words of its pages and the hands of its person. */
const open = async ({ language, width, dark, url = app.url }: Site) => {
  const { context, page, problems } = await openWindow(browser, url, {
    width,
    height: width < 500 ? 780 : 900,
    language,
    dark,
  })
  await context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
  const [s, u] = [wordsOf('security', language), wordsOf('stepUp', language)]
  return {
    page,
    context,
    problems,
    hand: hands(page),
    s,
    u,
    a: wordsOf('account', language),
    c: wordsOf('customer', language),
    record: async (name: string): Promise<void> => {
      await takePicture(page, `security/${language}`, name)
      await checkAccess(page, `${language} ${name}`)
    },
    password: (customer: TestCustomer) => page.locator('main input[type=password]').last().fill(customer.password),
  }
}
type Window = Awaited<ReturnType<typeof open>>

/** Confirms what is asked for in the sheet with a recovery code. */
const confirmByRecovery = async ({ page, u }: Window, code: string): Promise<void> => {
  const form = page.getByTestId('step-up')
  await form.getByRole('button', { name: u('method.recovery') }).click()
  await form.locator('input[name=recovery_code]').fill(code)
  await form.getByRole('button', { name: u('submit'), exact: true }).click()
}

const signInByPassword = async (page: Page, customer: TestCustomer, c: Window['c']): Promise<void> => {
  await page.goto('/sign-in')
  await page.locator('input[name=identifier]').fill(customer.identifier)
  await page.locator('input[name=password]').fill(customer.password)
  await page.getByRole('button', { name: c('signIn.submit'), exact: true }).click()
}

const journey = async (site: Site): Promise<void> => {
  const customer = await app.signUp()
  const [one, other] = [await open(site), await open(site)]
  const { page, hand, s, a, c, record } = one
  await signInWindow(app, page, customer)

  const walk = async (): Promise<void> => {
    await page.goto('/me')
    await hand.tap(c('me.security'))
    await page.getByTestId('advice-two_factor').waitFor()
    await record('01-checkup')

    // Two-factor on: the secret, a first code, the recovery codes this once.
    await page.getByTestId('advice-two_factor').getByRole('link').click()
    await page.getByTestId('two-totp').waitFor()
    await record('02-two-factor')
    await page.getByTestId('two-totp').getByRole('button').click()
    await one.password(customer)
    await hand.tap(s('two.start'))
    const secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '')
    await record('03-authenticator')
    await page.locator('input[name=totp]').fill(appCode(secret))
    await hand.tap(s('two.confirm'))
    await page.getByTestId('recovery-codes').waitFor()
    const codes = await page.getByTestId('recovery-codes').getByRole('listitem').allTextContents()
    assert.equal(codes.length, 10)
    await record('04-recovery-codes')
    await hand.tap(s('codes.saved'))
    await hand.see(s('two.renew'))

    // It is used at sign-in.
    await signInByPassword(other.page, customer, c)
    await other.page.getByTestId('factor-totp').waitFor()
    await other.page.locator('input[name=totp]').fill(appCode(secret, 1))
    await other.hand.tap(a('second.submit'))
    await other.page.waitForURL('**/')
    await other.page.goto('/security/devices')
    await other.hand.see(s('devices.current'))

    // Every other session ends at once.
    await page.goto('/security/devices')
    await hand.see(s('devices.endAll'))
    await record('05-devices')
    await hand.tap(s('devices.endAll'))
    await page
      .getByRole('dialog')
      .getByRole('button', { name: s('devices.end') })
      .click()
    await hand.see(s('devices.endedAll', { count: 2 }))
    await other.page.reload()
    await other.page.waitForURL('**/sign-in**')

    // The phrase is confirmed with a recovery code, and stands in the preview.
    await page.goto('/security/phrase')
    await hand.type(s('phrase.field'), '雨后的栀子花')
    await page.getByTestId('phrase-preview').getByText('雨后的栀子花').waitFor()
    await record('06-phrase')
    await hand.tap(s('save'))
    await page.getByTestId('step-up').waitFor()
    await record('07-step-up')
    await confirmByRecovery(one, codes[0] ?? '')
    await hand.see(s('phrase.saved'))
    await page.goto('/security/history')
    await hand.see(a('notMe.kind.phrase_changed'))
    await record('08-history')

    // Identity: what the document says, its picture, all of it once more, and a date for the answer.
    await page.goto('/verification')
    await hand.tap(s('verify.start', { class: s('verify.class.2') }))
    await hand.type(a('recovery.legalName'), '陈思远')
    await page.locator('select[name=document_type]').selectOption('passport')
    await hand.type(a('recovery.documentNumber'), 'E12345678')
    await page.getByText(s('verify.forever'), { exact: true }).click()
    await record('09-document')
    await hand.tap(s('verify.next'))
    await page
      .getByTestId('picture-document_front')
      .last()
      .setInputFiles({
        name: 'passport.jpg',
        mimeType: 'image/jpeg',
        buffer: await samplePicture({ title: 'PASSPORT' }),
      })
    await hand.see(s('verify.progress', { have: 1, all: 1 }))
    await record('10-pictures')
    await hand.tap(s('verify.next'))
    await page.getByText(s('verify.consent')).click()
    await record('11-look-over')
    await hand.tap(s('verify.submit'))
    await page.getByTestId('verification-in_review').waitFor()
    await record('12-in-review')

    // Panic: one tap and a question; everything stops; the way back takes the password and a strong factor.
    await page.goto('/security')
    await hand.tap(s('freeze.action'))
    await hand.see(s('freeze.what'))
    await record('13-freeze')
    await hand.tap(s('freeze.confirm'))
    await page.getByTestId('frozen').waitFor()
    await record('14-frozen')
    assert.ok((await customer.api('getMe', {}).catch(() => null)) === null, 'other sessions have ended')
    await page.goto('/')
    await page.getByTestId('frozen-strip').waitFor()
    await record('15-frozen-home')
    await page.getByTestId('frozen-strip').click()
    await one.password(customer)
    await hand.tap(s('freeze.unfreeze'))
    await confirmByRecovery(one, codes[1] ?? '')
    await hand.see(s('freeze.thawed'))
    await page.getByTestId('frozen-strip').waitFor({ state: 'detached' })

    // What is kept, and what stands against closing.
    await page.goto('/security/data')
    await hand.see(s('own.exportHint'))
    await record('16-data')
    await page.goto('/security/close')
    await hand.see(s('own.kept'))
    await record('17-close')
    await page.goto('/security/addresses')
    await page.getByTestId('contact').waitFor()
    await record('18-addresses')
    await page.goto('/security/passkeys')
    await page.getByTestId('passkeys-not-here').waitFor()
    await record('19-passkeys-not-here')
  }
  await picturesWhenFailing({ security: page, 'security-other': other.page }, walk)
  assert.deepEqual([one.problems, other.problems], [[], []], 'no page reported a problem')
}

test('in Chinese on a phone: two-factor, sessions, phrase, identity, panic and back', () =>
  journey({ language: 'zh-CN', width: 360, dark: false }))

test('in English on a wide dark screen: the same', () => journey({ language: 'en', width: 1280, dark: true }))

test('a passkey is added, and confirms the next change in place of a code', async () => {
  const url = app.url.replace('127.0.0.1', 'localhost')
  const customer = await app.signUp()
  const one = await open({ language: 'zh-CN', width: 390, dark: true, url })
  const { page, hand, s, u, c } = one
  await signInWindow({ ...app, url }, page, customer)
  const devtools = await one.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await picturesWhenFailing({ 'security-passkey': page }, async () => {
    await page.goto('/security/passkeys')
    await hand.tap(s('passkeys.add'))
    await hand.type(s('passkeys.name'), '我的手机')
    await one.password(customer)
    await hand.tap(s('two.start'))
    await page.getByTestId('step-up').waitFor()
    await page.getByRole('button', { name: c('signUp.demoFill') }).click()
    await page
      .getByTestId('step-up')
      .getByRole('button', { name: u('submit'), exact: true })
      .click()
    await page.getByTestId('recovery-codes').waitFor()
    await hand.tap(s('codes.saved'))
    await hand.see('我的手机')
    await one.record('20-passkeys')
    await page.goto('/security/phrase')
    await hand.type(s('phrase.field'), '雨后的栀子花')
    await hand.tap(s('save'))
    await page.locator('[data-testid=step-up][data-method=passkey]').waitFor()
    await one.record('21-by-passkey')
    await hand.tap(u('usePasskey'))
    await hand.see(s('phrase.saved'))
  })
  assert.deepEqual(one.problems, [])
})
