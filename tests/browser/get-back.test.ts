import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { MINUTE } from '../../packages/server/src/platform/index.ts'
import { confirmDevice, fillDemoCode, refusalOf, useGetIn } from '../support/get-in.ts'
import { knowDevice, signInWindow } from '../support/hands.ts'
import { samplePicture } from '../support/pictures.ts'

/** Getting back what is in danger or lost: an alert, an app that lay idle, documents where no code arrives. */

const { app, open, travel, enterPassword, mailTo } = useGetIn()

for (const [language, width, dark] of [
  ['zh-CN', 390, false],
  ['en', 1280, true],
] as const) {
  test(`the link of an alert freezes the account (${language})`, async () => {
    const window = await open(language, width, dark, `not-me-${language}`)
    const { page, hand, a, record } = window
    const customer = await app().signUp()
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
  const customer = await app().signUpReady(10_000)
  await window.walk(async () => {
    await page.clock.install()
    await signInWindow(app(), page, customer)
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
    travel(16 * MINUTE)
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
    const customer = await app().signUp()
    await window.walk(async () => {
      await knowDevice(app(), page, customer)
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
