import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { MINUTE, moveClock } from '../../packages/server/src/platform/index.ts'
import { startTestApp, type TestApp, type TestCustomer } from '../support/app.ts'
import { appCode } from '../support/authenticator-app.ts'
import { launchBrowser } from '../support/browser.ts'
import { hands, knowDevice, signInWindow } from '../support/hands.ts'
import { checkAccess, openWindow, picturesWhenFailing, takePicture } from '../support/pages.ts'
import { samplePicture } from '../support/pictures.ts'
import { type Language, wordsOf } from '../support/words.ts'

/** Getting in when it is not plain: a forgotten password, a pause, a new device, an alert, an app that lay idle, documents. */

const NEW_PASSWORD = 'a heron over the quiet lake'

let app: TestApp
let browser: Browser
let travelled = 0
before(async () => {
  app = await startTestApp()
  browser = await launchBrowser()
})
afterEach(() => {
  moveClock(-travelled)
  travelled = 0
})
after(async () => {
  await browser.close()
  await app.close()
})

/** A window with the words of its pages and the hands of its person. */
const open = async (language: Language, width: number, dark: boolean, folder: string) => {
  const { context, page, problems } = await openWindow(browser, app.url, {
    width,
    height: width < 500 ? 780 : 900,
    language,
    dark,
  })
  await context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
  return {
    page,
    hand: hands(page),
    c: wordsOf('customer', language),
    a: wordsOf('account', language),
    record: async (name: string): Promise<void> => {
      await takePicture(page, `get-in/${folder}`, name)
      await checkAccess(page, `${folder} ${name}`)
    },
    /** Time passes, for the server and in the window. */
    pass: async (ms: number): Promise<void> => {
      moveClock(ms)
      travelled += ms
      await page.clock.fastForward(ms)
    },
    walk: async (work: () => Promise<void>): Promise<void> => {
      await picturesWhenFailing({ [`get-in-${folder}`]: page }, work)
      assert.deepEqual(problems, [], 'no page reported a problem')
      await context.close()
    },
  }
}
type Window = Awaited<ReturnType<typeof open>>

/** No address gets two codes within a minute: the server's clock moves on before another is asked for. */
const aMinuteLater = () => {
  moveClock(61_000)
  travelled += 61_000
}
const fillDemoCode = ({ hand, c }: Window) => hand.tap(c('signUp.demoFill'))

const enterPassword = async ({ hand, c }: Window, customer: TestCustomer, password: string): Promise<void> => {
  aMinuteLater()
  await hand.type(c('signIn.identifier'), customer.identifier)
  await hand.type(c('signIn.password'), password)
  await hand.tap(c('signIn.submit'))
}

/** The second step of a new device by the code that is sent at once, and in. */
const confirmDevice = async (window: Window): Promise<void> => {
  await window.page.getByTestId('second-step').waitFor()
  await fillDemoCode(window)
  await window.hand.tap(window.a('second.submit'))
  await window.page.getByRole('navigation').first().waitFor()
}

const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { problem?: { code: string } }) => error.problem?.code ?? String(error),
  )

const mailTo = async (identifier: string, pattern: RegExp): Promise<string> => {
  const { items } = await app.anonymous('listDemoOutbox', { query: { to: identifier } })
  const found = items.map(({ body }) => pattern.exec(body)?.[0]).find((match) => match !== undefined)
  assert(found, `no message to ${identifier} has ${pattern}`)
  return found
}

const chooseNewPassword = async (window: Window): Promise<void> => {
  const { hand, a, c, record } = window
  await hand.heading(a('reset.passwordTitle'))
  await hand.type(c('signIn.password'), NEW_PASSWORD)
  await record('reset-3-password')
  await hand.tap(a('reset.save'))
  await hand.heading(a('reset.doneTitle'))
  await record('reset-4-done')
}

test('a forgotten password is reset by the link of the e-mail, on a phone in Chinese', async () => {
  const window = await open('zh-CN', 360, false, 'zh-phone')
  const { page, hand, a, record } = window
  const customer = await app.signUp()
  await window.walk(async () => {
    await page.goto('/sign-in')
    await hand.heading(window.c('signIn.hello'))
    await record('sign-in')
    await hand.type(window.c('signIn.identifier'), customer.identifier)
    await hand.tap(a('signIn.forgot'))
    await hand.heading(a('reset.addressTitle'))
    await record('reset-1-address')
    aMinuteLater()
    await hand.tap(a('reset.send'))
    await hand.heading(a('reset.codeTitle'))
    await page.getByText(window.c('signUp.demoFill')).waitFor()
    await record('reset-2-code')
    const link = new URL(await mailTo(customer.identifier, /https?:\S+\/reset\/[^\s"<]+/))
    await page.goto(link.pathname + link.hash)
    await chooseNewPassword(window)
    assert.equal(new URL(page.url()).hash, '', 'the code does not stay in the address')
    assert.equal(await refusalOf(customer.api('getMe', {})), 'NOT_SIGNED_IN')
    await hand.tap(a('reset.signIn'))
    await enterPassword(window, customer, customer.password)
    await page.getByRole('alert').waitFor()
    await record('sign-in-wrong')
    await enterPassword(window, customer, NEW_PASSWORD)
    await confirmDevice(window)
  })
})

test('a forgotten password is reset by the code to the telephone, on a desk in English, dark', async () => {
  const window = await open('en', 1280, true, 'en-desk')
  const { page, hand, a, record } = window
  const customer = await app.signUp('Maya Reed', `+86138${randomInt(10_000_000, 99_999_999)}`)
  await window.walk(async () => {
    await page.goto('/reset')
    await hand.type(window.c('signIn.identifier'), customer.identifier.slice(3))
    await hand.see(window.c('signIn.readMainland'))
    await record('reset-1-address')
    aMinuteLater()
    await hand.tap(a('reset.send'))
    await fillDemoCode(window)
    await record('reset-2-code')
    await hand.tap(a('reset.next'))
    await chooseNewPassword(window)
    await hand.tap(a('reset.signIn'))
    await enterPassword(window, customer, NEW_PASSWORD)
    await page.getByTestId('second-step').waitFor()
    await record('second-step')
    await confirmDevice(window)
  })
})

const lockOut = async (window: Window, customer: TestCustomer): Promise<void> => {
  const { page, hand } = window
  await page.goto('/sign-in')
  await hand.type(window.c('signIn.identifier'), customer.identifier)
  const paused = page.getByTestId('sign-in-paused')
  for (let tries = 0; tries < 6 && !(await paused.isVisible()); tries++) {
    await hand.type(window.c('signIn.password'), `not the right one ${tries}`)
    const answered = page.waitForResponse((response) => response.url().endsWith('/sessions'))
    await hand.tap(window.c('signIn.submit'))
    await answered
    await page.getByRole('alert').first().waitFor()
  }
  await paused.waitFor()
}

test('after too many wrong tries the page says until when, and opens by itself', async () => {
  const window = await open('zh-CN', 390, true, 'zh-dark')
  const { page, record } = window
  const customer = await app.signUp()
  await window.walk(async () => {
    await page.clock.install()
    await lockOut(window, customer)
    await record('paused')
    await window.pass(14 * MINUTE)
    assert.ok(await page.getByTestId('sign-in-paused').isVisible(), 'it stays for as long as it said')
    await window.pass(MINUTE + 1_000)
    await page.getByTestId('note-open').waitFor()
    await record('paused-open')
    await enterPassword(window, customer, customer.password)
    await confirmDevice(window)
  })
})

test('a pause ends at once with a new password', async () => {
  const window = await open('en', 390, false, 'en-phone')
  const { hand, a, record } = window
  const customer = await app.signUp('Maya Reed')
  await window.walk(async () => {
    await lockOut(window, customer)
    await record('paused')
    await hand.tap(a('paused.reset'))
    aMinuteLater()
    await hand.tap(a('reset.send'))
    await fillDemoCode(window)
    await hand.tap(a('reset.next'))
    await chooseNewPassword(window)
    await hand.tap(a('reset.signIn'))
    await enterPassword(window, customer, NEW_PASSWORD)
    await confirmDevice(window)
  })
})

test('a new device wants the authenticator app, or a recovery code, and not a code that is sent', async () => {
  const window = await open('zh-CN', 360, false, 'zh-factor')
  const { page, hand, a, c, record } = window
  const customer = await app.signUp()
  const { secret } = await customer.api('startTotp', { body: { password: customer.password } })
  const { recovery_codes: codes } = await customer.api('confirmTotp', { body: { code: appCode(secret) } })
  await window.walk(async () => {
    await page.goto('/sign-in')
    await enterPassword(window, customer, customer.password)
    await page.getByTestId('factor-totp').waitFor()
    await record('totp')
    assert.equal(await page.getByRole('button', { name: a('factor.name.email') }).count(), 0)
    await hand.type(a('factor.totpField'), '000000')
    await hand.tap(a('second.submit'))
    await page.getByRole('alert').waitFor()
    await record('totp-wrong')
    await hand.tap(a('factor.name.recovery_code'))
    await hand.type(a('factor.recoveryField'), codes[0] ?? '')
    await record('recovery-code')
    await hand.tap(a('second.submit'))
    await page.getByRole('navigation').first().waitFor()

    // The password is reset by nobody who has the mailbox alone.
    await page.context().clearCookies()
    await page.goto('/reset')
    await hand.type(c('signIn.identifier'), customer.identifier)
    aMinuteLater()
    await hand.tap(a('reset.send'))
    await fillDemoCode(window)
    await hand.tap(a('reset.next'))
    await hand.type(c('signIn.password'), NEW_PASSWORD)
    await hand.tap(a('reset.next'))
    await hand.heading(a('reset.factorTitle'))
    await record('reset-factor')
    moveClock(MINUTE)
    travelled += MINUTE
    await hand.type(a('factor.totpField'), appCode(secret))
    await hand.tap(a('reset.save'))
    await hand.heading(a('reset.doneTitle'))
  })
})

test('signing in by a code that is sent, without the password', async () => {
  const window = await open('en', 360, true, 'en-code')
  const { page, hand, a, c, record } = window
  const customer = await app.signUp('Maya Reed')
  await window.walk(async () => {
    await page.goto('/sign-in')
    await hand.tap(a('signIn.byCode'))
    await hand.type(c('signIn.identifier'), customer.identifier)
    aMinuteLater()
    await hand.tap(c('signUp.sendCode'))
    await fillDemoCode(window)
    await record('code')
    await hand.tap(c('signIn.submit'))
    await page.getByRole('navigation').or(page.getByTestId('second-step')).first().waitFor()
  })
})

for (const [language, width, dark] of [
  ['zh-CN', 390, false],
  ['en', 1280, true],
] as const) {
  test(`the link of an alert freezes the account (${language})`, async () => {
    const window = await open(language, width, dark, `not-me-${language}`)
    const { page, hand, a, record } = window
    const customer = await app.signUp()
    await window.walk(async () => {
      await page.goto('/sign-in')
      await enterPassword(window, customer, customer.password)
      await confirmDevice(window)
      const link = new URL(await mailTo(customer.identifier, /https?:\S+\/not-me\/[\w-]+/))
      await page.goto(link.pathname)
      await hand.heading(a('notMe.kind.new_sign_in'))
      await record('told')
      await hand.tap(a('notMe.freeze'))
      await page.getByTestId('frozen').waitFor()
      await record('frozen')
      assert.equal(await refusalOf(customer.api('getMe', {})), 'NOT_SIGNED_IN')
      await page.reload()
      await page.getByTestId('frozen').waitFor()
      await page.goto('/not-me/nobody-ever-sent-this-link')
      await hand.heading(a('notMe.goneTitle'))
      await record('gone')
    })
  })
}

test('an app that lay idle hides money until the payment password is entered', async () => {
  const window = await open('zh-CN', 360, false, 'zh-idle')
  const { page, hand, a, record } = window
  const customer = await app.signUpReady(10_000)
  await window.walk(async () => {
    await page.clock.install()
    await signInWindow(app, page, customer)
    await page.goto('/')
    await page.getByRole('navigation').first().waitFor()
    await page.keyboard.press('Shift')
    await window.pass(16 * MINUTE)
    await page.getByTestId('idle-lock').waitFor()
    assert.equal(await page.getByText('100.00').count(), 0, 'no amount is in the page')
    await record('locked')
    await page.reload()
    await page.getByTestId('idle-lock').waitFor()
    await hand.pin('111222')
    await hand.see(a('idle.wrong'))
    await record('locked-wrong')
    await hand.pin()
    await page.getByRole('navigation').first().waitFor()

    // The server counts too, also where the window does not know.
    moveClock(16 * MINUTE)
    travelled += 16 * MINUTE
    await page.goto('/bills')
    await page.getByTestId('idle-lock').waitFor()
    await hand.see(a('idle.why'))
    await hand.pin()
    await page.getByTestId('idle-lock').waitFor({ state: 'detached' })
  })
})

const addPicture = async (page: Page, kind: string, seed: number, blur = 0): Promise<void> => {
  const buffer = await samplePicture({ title: kind, seed, blur })
  const answered = page.waitForResponse((response) => response.url().includes('/recovery/documents'))
  await page
    .getByTestId(`picture-${kind}`)
    .last()
    .setInputFiles({ name: `${kind}.jpg`, mimeType: 'image/jpeg', buffer })
  await answered
}

for (const [language, width, dark] of [
  ['zh-CN', 360, false],
  ['en', 1280, true],
] as const) {
  test(`where no code arrives, documents are sent, and the page says by when people answer (${language})`, async () => {
    const window = await open(language, width, dark, `recovery-${language}`)
    const { page, hand, a, c, record } = window
    const customer = await app.signUp()
    await window.walk(async () => {
      await knowDevice(app, page, customer)
      await page.goto('/reset')
      await hand.type(c('signIn.identifier'), customer.identifier)
      await hand.tap(a('reset.noAddress'))
      await hand.heading(a('recovery.contactTitle'))
      await record('1-contact')
      await hand.type(a('recovery.contact'), `${randomUUID()}@example.com`)
      await hand.tap(a('recovery.send'))
      await fillDemoCode(window)
      await hand.tap(a('recovery.next'))
      await hand.heading(a('recovery.accountTitle'))
      await record('2-account')
      assert.equal(await page.getByLabel(a('recovery.account')).inputValue(), customer.identifier)
      assert.ok(await page.getByLabel(a('recovery.reason.lost_address')).isChecked(), 'filled in already')
      await hand.tap(a('recovery.next'))
      await hand.type(a('recovery.legalName'), '陈思远')
      await hand.type(a('recovery.documentNumber'), '110101199003074514')
      await record('3-person')
      await hand.tap(a('recovery.next'))
      await addPicture(page, 'document_front', 11, 14)
      await page.getByTestId('picture-hints').waitFor()
      await record('4-pictures-hint')
      await addPicture(page, 'document_front', 21)
      await addPicture(page, 'document_back', 31)
      await addPicture(page, 'selfie', 41)
      await record('4-pictures')
      await hand.tap(a('recovery.next'))
      await hand.heading(a('recovery.reviewTitle'))
      await record('5-review')
      await hand.tap(a('recovery.submit'))
      await hand.see(a('recovery.status.in_review'))
      await record('6-standing')
      // Whoever comes back finds it.
      await page.goto('/recovery')
      await hand.see(a('recovery.status.in_review'))
      await hand.tap(a('recovery.withdraw'))
      await page.getByRole('dialog').getByRole('button').last().click()
      await hand.heading(a('recovery.verdict.withdrawn'))
      await record('7-withdrawn')
    })
  })
}
