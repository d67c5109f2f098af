import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { GOOD_CARD, PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import { launchBrowser } from '../support/browser.ts'
import { hands } from '../support/hands.ts'
import { checkAccess, type Look, openWindow, picturesWhenFailing, takePicture } from '../support/pages.ts'
import { type Language, wordsOf } from '../support/words.ts'

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

const sayings = {
  'zh-CN': {
    name: '陈思远',
    reply: '陈先生您好，钱没有被扣走，还差 ¥74.00，充值后再付就可以。',
    ask: '刚才没付成，钱呢',
    thanks: '很快，谢谢',
  },
  en: {
    name: 'Maya Reed',
    reply: 'Hello Maya, you were not charged. You are ¥74.00 short; top up and pay again.',
    ask: 'It did not go through. Where is my money',
    thanks: 'Quick, thank you',
  },
}

/** The whole main job in two windows: the customer's phone and the agent's desk. */
const journey = async (language: Language, dark: boolean, phoneWidth: number): Promise<void> => {
  const folder = `journey/${language}${dark ? '-dark' : ''}`
  const [c, d] = [wordsOf('customer', language), wordsOf('desk', language)]
  const said = sayings[language]
  const look = (width: number, height: number): Look => ({ width, height, language, dark })
  const merchant = await app.openMerchant()
  const agent = await app.signInStaff()
  const phone = await openWindow(browser, app.url, look(phoneWidth, 844))
  const desk = await openWindow(browser, app.url, look(1440, 900))
  await phone.context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
  await desk.context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
  const customer = hands(phone.page)
  const staff = hands(desk.page)
  /** A picture for the people who look, and a check for those who do not see it. */
  const record = (page: Page) => async (name: string) => {
    await takePicture(page, folder, name)
    await checkAccess(page, name)
  }
  const shoot = (name: string) => record(phone.page)(`phone-${name}`)
  const shootDesk = (name: string) => record(desk.page)(`desk-${name}`)
  const amount = (yuan: string) => `¥${yuan}`

  const walk = async (): Promise<void> => {
    // Sign up with the code from the demo outbox.
    await phone.page.goto('/sign-up')
    await customer.type(c('signIn.identifier'), `${randomUUID()}@example.com`)
    await shoot('01-sign-up')
    await customer.tap(c('signUp.sendCode'))
    await customer.tap(c('signUp.demoFill'))
    await customer.type(c('signUp.name'), said.name)
    await customer.type(c('signIn.password'), 'correct horse battery')
    await shoot('02-sign-up-code')
    await customer.tap(c('signUp.submit'))
    await customer.see(c('home.start.title'))
    await shoot('03-home-new')

    // A card, a payment password, twelve yuan.
    await phone.page.goto('/cards/new')
    await customer.type(c('addCard.number'), GOOD_CARD)
    await customer.type(c('addCard.holder'), said.name)
    await shoot('04-add-card')
    await customer.tap(c('addCard.submit'))
    await customer.see(/7893/)
    await phone.page.goto('/payment-password')
    await customer.see(c('payPassword.enterNew'))
    await phone.page.locator('input[type=password]').fill(PAYMENT_PASSWORD)
    await customer.see(c('payPassword.enterAgain'))
    await phone.page.locator('input[type=password]').fill(PAYMENT_PASSWORD)
    await phone.page.waitForURL((url) => !url.pathname.includes('payment-password'))
    await phone.page.goto('/top-up')
    await customer.type(c('topUp.amount'), '12')
    await shoot('05-top-up')
    await customer.tap(c('topUp.submit', { amount: amount('12.00') }))
    await customer.see(c('topUp.ok', { amount: amount('12.00') }))

    // It costs 86.00: the payment fails, and the page says first that no money was taken.
    await phone.page.goto(`/pay/${merchant.id}`)
    await phone.page.getByRole('radio').first().check()
    await shoot('06-merchant')
    await customer.tap(c('pay.next', { amount: amount('86.00') }))
    await customer.see(c('checkout.method'))
    await shoot('07-checkout')
    await customer.tap(c('checkout.submit', { amount: amount('86.00') }))
    await customer.see(c('checkout.passwordTitle'))
    await shoot('08-payment-password')
    await phone.page.locator('input[type=password]').fill(PAYMENT_PASSWORD)
    await customer.heading(language === 'en' ? /You were not charged/ : /钱没有被扣走/)
    const topUpStep = language === 'en' ? 'Top up ¥74.00' : '充值 ¥74.00'
    await customer.see(topUpStep)
    await shoot('09-not-charged')
    const first = await phone.page.getByRole('main').getByRole('heading').first().textContent()
    assert.match(first ?? '', /not charged|没有被扣走/, 'the verdict is the first heading')

    // The agent has the desk open; one tap opens a chat that already knows the payment.
    await desk.page.goto('/desk/')
    await staff.type(d('signIn.identifier'), agent.email)
    await staff.type(d('signIn.password'), agent.password)
    await shootDesk('01-sign-in')
    await staff.tap(d('signIn.action'))
    await staff.heading(d('inbox.title'))
    await desk.page.goto('/desk/inbox/unassigned')
    await customer.tap(c('payment.help'))
    await customer.see(c('chat.opened'))
    await desk.page.locator('[data-case]').first().waitFor()
    await phone.page.getByLabel(c('chat.input')).fill(said.ask)
    await phone.page.getByLabel(c('chat.input')).press('Enter')
    await shoot('10-chat')
    await staff.see(said.ask)
    await desk.page.locator('[data-case]').first().click()
    await shootDesk('02-unassigned')
    await staff.tap(d('case.take'))
    await desk.page
      .getByRole('complementary', { name: d('panel.label') })
      .getByText(language === 'en' ? /You were not charged|not charged/i : /没有被扣走/)
      .first()
      .waitFor()
    await shootDesk('03-diagnosis')

    // The answer reaches the phone; typing shows on the way.
    const reply = desk.page.getByRole('textbox', { name: /./ }).last()
    await reply.pressSequentially(said.reply, { delay: 2 })
    await desk.page.keyboard.press('Control+Enter')
    await customer.see(said.reply)
    await shoot('11-answered')

    // Top up what is missing, pay again: it succeeds, and both sides see it in the chat.
    await customer.tap(c('chat.seePayment'))
    await customer.tap(topUpStep)
    await customer.tap(c('topUp.submit', { amount: amount('74.00') }))
    await customer.see(c('topUp.ok', { amount: amount('74.00') }))
    await shoot('12-topped-up')
    await customer.tap(c('topUp.thenPay', { amount: amount('86.00') }))
    await customer.tap(c('checkout.submit', { amount: amount('86.00') }))
    await customer.see(c('checkout.passwordTitle'))
    await phone.page.locator('input[type=password]').fill(PAYMENT_PASSWORD)
    await phone.page.waitForURL(/\/payments\//)
    await phone.page
      .getByTestId('verdict')
      .getByRole('heading', { name: c('payment.statusSucceeded'), exact: true })
      .waitFor()
    await shoot('13-paid')
    await staff.see(new RegExp(d('event.settledPaid')))
    await shootDesk('04-paid')

    // Closed at the desk, rated on the phone.
    await staff.tap(d('case.close'))
    await desk.page.getByRole('menuitem', { name: d('closeReason.solved') }).click()
    await phone.page.goto('/support')
    await customer.see(c('support.rateNow'))
    await shoot('14-support')
    await phone.page.getByText(c('support.rateNow')).first().click()
    await customer.see(c('chat.rateTitle'))
    await phone.page
      .getByRole('radio', { name: c('chat.rateScore', { score: 5, word: c('chat.rateScores.5') }) })
      .click()
    await phone.page.getByLabel(c('chat.rateComment')).fill(said.thanks)
    await shoot('15-rate')
    await customer.tap(c('chat.rateSubmit'))
    await customer.see(c('chat.rateThanks'))
    await shoot('16-rated')
    await staff.see(said.thanks)
    await shootDesk('05-rated')

    for (const [name, path] of [
      ['home', '/'],
      ['bills', '/bills'],
      ['me', '/me'],
      ['cards', '/cards'],
      ['pay', '/pay'],
    ] as const) {
      await phone.page.goto(path)
      await phone.page.waitForLoadState('networkidle')
      await shoot(`20-${name}`)
    }
  }
  await picturesWhenFailing({ phone: phone.page, desk: desk.page }, walk)

  assert.deepEqual([...phone.problems, ...desk.problems], [], 'no page reported a problem')
  await phone.context.close()
  await desk.context.close()
}

test('the main job in two windows, in Chinese', () => journey('zh-CN', false, 390))
test('the main job in two windows, in English, dark, on a small phone', () => journey('en', true, 360))
