import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { MINUTE } from '../../packages/server/src/platform/index.ts'
import type { TestCustomer } from '../support/app.ts'
import { appCode } from '../support/authenticator-app.ts'
import { confirmDevice, fillDemoCode, type GetInWindow, refusalOf, useGetIn } from '../support/get-in.ts'

/** Getting in when it is not plain: a forgotten password, a pause, a second step. */

const { app, open, travel, aMinuteLater, enterPassword, mailTo } = useGetIn()
const NEW_PASSWORD = 'a heron over the quiet lake'

const chooseNewPassword = async (window: GetInWindow): Promise<void> => {
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
  const customer = await app().signUp()
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
  const customer = await app().signUp('Maya Reed', `+86138${randomInt(10_000_000, 99_999_999)}`)
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

const lockOut = async (window: GetInWindow, customer: TestCustomer): Promise<void> => {
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
  const customer = await app().signUp()
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
  const customer = await app().signUp('Maya Reed')
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
  const customer = await app().signUp()
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
    travel(MINUTE)
    await hand.type(a('factor.totpField'), appCode(secret))
    await hand.tap(a('reset.save'))
    await hand.heading(a('reset.doneTitle'))
  })
})

test('signing in by a code that is sent, without the password', async () => {
  const window = await open('en', 360, true, 'en-code')
  const { page, hand, a, c, record } = window
  const customer = await app().signUp('Maya Reed')
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
