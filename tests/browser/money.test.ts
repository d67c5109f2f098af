import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { money } from '@topay/contract'
import type { Browser, Download, Page } from 'playwright-core'
import { type RunningShop, startShop } from '../../examples/demo-shop/shop.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { enqueue, timestamp } from '../../packages/server/src/platform/index.ts'
import { RECONCILE_DAY } from '../../packages/server/src/reconciliation/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { hands, knowDevice, signInWindow } from '../support/hands.ts'
import { checkAccess, openWindow, picturesWhenFailing, takePicture } from '../support/pages.ts'
import { sandboxCardNumber } from '../support/sandbox-bank.ts'
import { type Language, wordsOf } from '../support/words.ts'

/** Money between two phones and a card, the bills of it, and a shop's hosted checkout, in real windows. */

let app: TestApp
let browser: Browser
let shop: RunningShop
before(async () => {
  app = await startTestApp()
  browser = await launchBrowser()
  shop = await startShop({ topayUrl: app.url, apiKey: (await app.openMerchant()).api_key })
})
after(async () => {
  await browser.close()
  await shop.close()
  await app.close()
})

const window = async (language: Language, dark: boolean, width: number) => {
  const opened = await openWindow(browser, app.url, { width, height: width < 500 ? 844 : 900, language, dark })
  await opened.context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
  return opened
}
const contents = async (download: Download): Promise<Buffer> => readFile(await download.path())

const journey = async (language: Language, dark: boolean, width: number): Promise<void> => {
  const [siyuan, maya] = [await app.signUpReady(60_000), await app.signUpReady(5_000)]
  const [c, m, b] = [wordsOf('customer', language), wordsOf('money', language), wordsOf('bills', language)]
  const [first, second] = [await window(language, dark, width), await window(language, dark, width)]
  await signInWindow(app, first.page, siyuan)
  await signInWindow(app, second.page, maya)
  const [he, she] = [hands(first.page), hands(second.page)]
  const folder = `money/${language}`
  const record = async (page: Page, name: string): Promise<void> => {
    await takePicture(page, folder, name)
    await checkAccess(page, name)
  }

  const walk = async (): Promise<void> => {
    // A red packet to somebody found by e-mail: masked name first, then the amount, then the password.
    await first.page.goto('/transfer')
    await he.type(m('transfer.find'), maya.identifier)
    await he.tap(m('transfer.findAction'))
    await he.see('陈*远')
    await he.type(m('transfer.amount'), '66')
    await he.type(m('transfer.note'), '周末的饭钱')
    await first.page.getByText(m('transfer.packet'), { exact: true }).first().click()
    await record(first.page, '01-send')
    await he.tap(m('transfer.nextPacket', { amount: '¥66.00' }))
    await he.see(m('transfer.confirmPacket'))
    await record(first.page, '02-confirm')
    await he.pin()
    await he.heading(m('transferDetail.okOut'))
    await record(first.page, '03-sent')

    // She sees it on her home, opens it, and has it.
    await second.page.goto('/')
    await second.page
      .getByText(c('home.attention.packet', { name: '陈*远' }))
      .first()
      .click()
    await second.page.getByTestId('red-packet').waitFor()
    await record(second.page, '04-packet')
    await she.tap(m('transferDetail.packet.openLabel'))
    await she.heading(m('transferDetail.okIn'))
    await record(second.page, '05-opened')

    // Her code, scanned from a picture, leads him to her.
    await second.page.goto('/receive')
    const code = second.page.getByRole('img', { name: m('receive.qr', { name: '陈*远' }) })
    await code.waitFor()
    await record(second.page, '06-receive')
    const picture = await code.screenshot()
    await first.page.goto('/scan')
    await record(first.page, '07-scan')
    await first.page.getByTestId('scan-file').setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer: picture })
    await he.see(m('transfer.amount'))
    await he.see('陈*远')

    // She asks for money; he is told while he looks, and pays.
    const payee = await maya.api('findPayee', { body: { identifier: siyuan.identifier } })
    await first.page.goto('/')
    await first.page.waitForLoadState('networkidle')
    await maya.api('createMoneyRequest', {
      body: { payee_id: payee.id, amount: money(3_550), note: '上周的房租' },
      idempotencyKey: randomUUID(),
    })
    await first.page
      .getByText(c('home.attention.request', { name: '陈*远', amount: '¥35.50' }))
      .first()
      .click()
    await he.see(m('requests.textToMe'))
    await record(first.page, '08-request')
    await he.tap(m('requests.pay', { amount: '¥35.50' }))
    await he.tap(m('transfer.next', { amount: '¥35.50' }))
    await he.pin()
    await he.heading(m('transferDetail.okOut'))

    // Back to a card that was linked just now: the first money to it takes a code as well.
    await app.db.updateTable('bank_card').set({ created_at: timestamp() }).where('id', '=', siyuan.card_id).execute()
    await first.page.goto('/withdraw')
    await he.type(m('withdraw.amount'), '100')
    await record(first.page, '09-withdraw')
    await he.tap(m('withdraw.submit', { amount: '¥100.00' }))
    await he.pin()
    await first.page.getByTestId('step-up').waitFor()
    await he.tap(c('signUp.demoFill'))
    await he.tap(m('code.submitWithdraw', { amount: '¥100.00' }))
    await he.heading(m('withdrawal.okTitle'))
    await record(first.page, '10-withdrawn')
    await first.page.goto('/limits')
    await he.see(m('limits.ownTitle'))
    await record(first.page, '11-limits')

    // The bills know all of it: filtered, as spending, as files.
    await first.page.goto('/bills?kind=transfer')
    await first.page.getByRole('link', { name: /66\.00/ }).waitFor()
    assert.equal(await first.page.getByRole('link', { name: /100\.00/ }).count(), 0)
    await record(first.page, '12-bills')
    await first.page.goto('/bills/spending')
    await he.see(b('categories.person'))
    await record(first.page, '13-spending')
    await first.page.getByRole('button', { name: b('export') }).click()
    await he.see(b('statement.title'))
    await record(first.page, '14-export')
    const [statement] = await Promise.all([
      first.page.waitForEvent('download'),
      first.page.getByRole('dialog').getByRole('button').last().click(),
    ])
    assert.equal((await contents(statement)).subarray(0, 5).toString(), '%PDF-')
  }
  await picturesWhenFailing({ [`money-${language}-1`]: first.page, [`money-${language}-2`]: second.page }, walk)

  const held = { balance: money(60_000 - 6_600 - 3_550 - 10_000), held: money(0) }
  assert.partialDeepStrictEqual(await siyuan.api('getWallet', {}), held)
  assert.partialDeepStrictEqual(await maya.api('getWallet', {}), { balance: money(5_000 + 6_600 + 3_550) })
  assert.deepEqual([...first.problems, ...second.problems], [], 'no page reported a problem')
  await first.context.close()
  await second.context.close()
}

test('people send, ask and withdraw, and their bills know, in Chinese', () => journey('zh-CN', false, 390))
test('people send, ask and withdraw, and their bills know, in English, dark, on a small phone', () =>
  journey('en', true, 360))

test('a shop’s hosted checkout on a desk: terms before paying, sign-in in place, paid, back in the shop', async () => {
  const customer = await app.signUpReady(20_000)
  const { context, page, problems } = await window('zh-CN', false, 1440)
  const [c, m] = [wordsOf('customer', 'zh-CN'), wordsOf('money', 'zh-CN')]
  const hand = hands(page)
  await knowDevice(app, page, customer)
  await picturesWhenFailing({ checkout: page }, async () => {
    await page.goto(`${shop.url}/?lang=zh`)
    await takePicture(page, 'checkout', '01-shop')
    await page.getByRole('button', { name: '用 Topay 购买' }).nth(1).click()
    await page.getByTestId('sign-in-here').waitFor()
    await takePicture(page, 'checkout', '02-sign-in')
    await hand.type(c('signIn.identifier'), customer.identifier)
    await hand.type(c('signIn.password'), customer.password)
    await hand.tap(c('signIn.submit'))
    await hand.see('白瓷盖碗')
    await page.getByTestId('refund-terms').waitFor()
    await takePicture(page, 'checkout', '03-checkout')
    await checkAccess(page, 'checkout')
    await hand.tap(c('checkout.submit', { amount: '¥86.00' }))
    await hand.pin()
    await hand.heading(c('payment.statusSucceeded'))
    await takePicture(page, 'checkout', '04-paid')
    await hand.tap(m('checkout.backShort'))
    await hand.heading('已付款，谢谢')
    await takePicture(page, 'checkout', '05-back')
  })
  assert.deepEqual(problems, [])
  await context.close()
})

for (const [language, dark] of [
  ['zh-CN', false],
  ['en', true],
] as const) {
  test(`a difference with the bank’s file is on the desk, and is cleared up with a sentence (${language})`, async () => {
    const d = wordsOf('desk', language)
    const customer = await app.signUpReady()
    // A bank that moves one yuan more than it was asked for, on a day that is over there.
    const day = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
    await app.bank.setClock(-86_400_000)
    const { id: card_id } = await customer.api('addCard', {
      body: { number: sandboxCardNumber({ trigger: '112', last4: '6217' }), holder_name: '陈思远' },
    })
    const topUp = { body: { card_id, amount: money(20_000) }, idempotencyKey: randomUUID() }
    assert.equal((await customer.api('topUp', topUp)).status, 'succeeded')
    await app.bank.setClock(0)
    const agent = await app.signInStaff(['payments_agent'])
    await enqueue(app.db, RECONCILE_DAY, { date: day })

    const { context, page, problems } = await window(language, dark, 1440)
    const staff = hands(page)
    await picturesWhenFailing({ [`reconciliation-${language}`]: page }, async () => {
      await page.goto('/desk/')
      await staff.type(d('signIn.identifier'), agent.email)
      await staff.type(d('signIn.password'), agent.password)
      await staff.tap(d('signIn.action'))
      await staff.heading(d('inbox.title'))
      const open = async () => (await agent.api('listReconciliations', {})).items[0]?.open_difference_count ?? 0
      while ((await open()) === 0) await pause(100)
      await page.goto(`/desk/reconciliation/${day}`)
      await staff.see(d('reconciliation.kind.amount'))
      await takePicture(page, `reconciliation/${language}`, '01-day')
      await checkAccess(page, 'a day')
      await page
        .getByRole('button', { name: d('reconciliation.resolve') })
        .first()
        .click()
      await page.getByLabel(d('reconciliation.resolution')).fill('银行确认多记一元，已冲正。')
      await staff.tap(d('reconciliation.save'))
      await staff.see(d('reconciliation.state.resolved'))
      await takePicture(page, `reconciliation/${language}`, '02-resolved')
      await page.goto('/desk/reconciliation')
      await staff.heading(d('reconciliation.title'))
      await takePicture(page, `reconciliation/${language}`, '03-days')
      await checkAccess(page, 'days')
    })
    assert.deepEqual(problems, [])
    await context.close()
  })
}
