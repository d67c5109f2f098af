import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, money } from '@topay/contract'
import type { Browser, BrowserContext } from 'playwright-core'
import { startTestApp, type TestApp, type TestCustomer } from './app.ts'
import { launchBrowser } from './browser.ts'
import { PRICE, type Scene, sceneOf, yuan } from './failure-scene.ts'
import { signInWindow } from './hands.ts'
import { openPage, openWindow, picturesWhenFailing, takePicture } from './pages.ts'
import { sandboxCardNumber } from './sandbox-bank.ts'
import type { Language } from './words.ts'

/**
 * A failed payment of every class, as a customer meets it: the page says the code, where the money is and what to do, and the next step it offers is taken
 * to its end.
 */

let app: TestApp
let browser: Browser
let merchantId: string
let shop: Client
before(async () => {
  app = await startTestApp()
  browser = await launchBrowser()
  const merchant = await app.openMerchant()
  merchantId = merchant.id
  shop = app.client(merchant.api_key)
})
after(async () => {
  await browser.close()
  await app.close()
})

const order = async (amount = PRICE): Promise<string> =>
  (await shop('createOrder', { body: { amount: money(amount), description: '帐篷等 2 件' } })).id
const link = (customer: TestCustomer, trigger: string) =>
  customer.api('addCard', { body: { number: sandboxCardNumber({ trigger, last4: '6217' }), holder_name: '陈思远' } })
const raise = async (subject_id: string, level: 'suspicious_payee' | 'restricted'): Promise<void> => {
  const analyst = await app.signInStaff(['risk_analyst'])
  await analyst.api('raiseRiskFlag', { body: { subject_id, level, reason: 'several reports' } })
}
const lift = async (subject_id: string): Promise<void> => {
  const analyst = await app.signInStaff(['risk_analyst'])
  const { items } = await analyst.api('listRiskFlags', { query: { subject_id } })
  for (const { id } of items) await analyst.api('liftRiskFlag', { params: { risk_flag_id: id } })
}
const maintain = async (until: string | null): Promise<void> => {
  const admin = await app.signInStaff(['admin'])
  await admin.api('setMaintenance', { body: { until } })
}

/** `once`: what it shows does not depend on language or theme, so that one of the walks is enough. */
type Scenario = { balance: number; once?: true; play: (scene: Scene) => Promise<void> }
const by = (text: string): RegExp => new RegExp(text)

const scenarios: Record<string, Scenario> = {
  'network: the bank is down, the balance pays instead': {
    balance: 20_000,
    play: async (scene) => {
      await link(scene.customer, '102')
      await scene.pay(await order(), { by: by('6217') })
      await scene.failed('NET_BANK_DOWN', { zh: '用余额付 ¥86.00', en: 'Pay ¥86.00 from balance' })
      await scene.do.tap(scene.c('checkout.submit', { amount: yuan(PRICE) }))
      await scene.do.pin()
      await scene.paid()
    },
  },
  'network: offline, the app tests the network itself before it says so, and pays when it is back': {
    once: true,
    balance: 20_000,
    play: async ({ page, c, m, do: hand, paid }) => {
      const order_id = await order()
      await page.goto(`/checkout/${order_id}`)
      await hand.see(c('checkout.method'))
      await page.waitForLoadState('networkidle')
      await page.context().setOffline(true)
      await hand.see(c('checkout.offline'))
      await hand.tap(m('sheet.test'))
      await page.getByTestId('network-result').and(page.locator('[data-verdict=offline]')).waitFor()
      await hand.see(m('network.verdict.offline'))
      await page.context().setOffline(false)
      await page.getByTestId('network-result').and(page.locator('[data-verdict=ok], [data-verdict=slow]')).waitFor()
      await page.goBack()
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await paid()
    },
  },
  'network: the answer is lost on the way, the app asks again by itself and there is one payment': {
    once: true,
    balance: 20_000,
    play: async ({ customer, page, c, do: hand, paid }) => {
      const order_id = await order()
      await page.goto(`/checkout/${order_id}`)
      let lost = 0
      await page.route('**/api/v1/orders/*/payments', async (route) => {
        if (lost > 0) return route.continue()
        lost++
        // The server has it, the phone never hears of it.
        await route.fetch()
        return route.abort('connectionreset')
      })
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await paid()
      assert.equal(lost, 1)
      const { balance } = await customer.api('getWallet', {})
      assert.equal(balance.amount, 20_000 - PRICE)
    },
  },
  'balance: short, topped up by what is missing, paid': {
    balance: 1_200,
    play: async ({ c, do: hand, pay, failed, paid }) => {
      await pay(await order(), { by: by(c('checkout.balance')) })
      await failed('BAL_WALLET', { zh: '充值 ¥74.00', en: 'Top up ¥74.00' })
      await hand.tap(c('topUp.submit', { amount: '¥74.00' }))
      await hand.tap(c('topUp.thenPay', { amount: yuan(PRICE) }))
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await paid()
    },
  },
  'balance: balance and card together pay what neither could alone': {
    once: true,
    balance: 1_200,
    play: async ({ customer, m, pay, paid }) => {
      await pay(await order(), { by: by(m('checkout.mix')) })
      await paid()
      const { balance, held } = await customer.api('getWallet', {})
      assert.deepEqual([balance.amount, held.amount], [0, 0])
    },
  },
  'limit: above one’s own limit, changed with the payment password, paid': {
    balance: 20_000,
    play: async ({ customer, page, c, m, do: hand, pay, failed, paid }) => {
      await customer.api('setOwnLimits', { body: { per_payment: money(5_000), per_day: null } })
      const order_id = await order()
      await pay(order_id)
      await failed('LIM_OWN', { zh: '改我的限额', en: 'Change my limit' })
      await hand.tap(m('limits.edit'))
      await hand.type(m('limits.perPaymentField'), '500')
      await hand.tap(m('limits.saveWithPin'))
      await hand.pin()
      await hand.see(m('limits.saved'))
      await page.goto(`/checkout/${order_id}`)
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await paid()
    },
  },
  'limit: more than the payment password may pay in a day, confirmed by a code that names payee and amount': {
    once: true,
    balance: 300_000,
    play: async ({ page, c, m, do: hand, pay, paid }) => {
      await pay(await order(150_000), { amount: yuan(150_000) })
      // The app asks for the second factor at once: no failed payment is shown on the way.
      await page.getByTestId('step-up').waitFor()
      await hand.see(yuan(150_000))
      await hand.tap(c('signUp.demoFill'))
      await hand.tap(m('code.submit', { amount: yuan(150_000) }))
      await paid()
    },
  },
  'security: a wrong payment password is told at once with the tries left, the right one pays': {
    balance: 20_000,
    play: async ({ c, do: hand, pay, paid }) => {
      await pay(await order(), { pin: '582047' })
      await hand.see(c('checkout.wrong_other', { count: 4 }))
      await hand.pin()
      await paid()
    },
  },
  'merchant: the order is closed, order again': {
    balance: 20_000,
    play: async ({ page, c, do: hand }) => {
      const order_id = await order()
      await page.goto(`/checkout/${order_id}`)
      await hand.see(c('checkout.method'))
      await shop('closeOrder', { params: { order_id } })
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await page.getByTestId('failure-code').getByText('MER_CLOSED').waitFor()
      await page.getByRole('link', { name: /重新下单|Order again/ }).click()
      await page.waitForURL(/\/pay\/mer_/)
    },
  },
  'bank: the card has expired, another card pays': {
    balance: 0,
    play: async (scene) => {
      await link(scene.customer, '054')
      await scene.pay(await order(), { by: by('6217') })
      await scene.failed('BANK_EXPIRED', { zh: '更新这张卡', en: 'Update the card' })
      await scene.page.waitForURL(/\/cards\/new/)
      await scene.page.goBack()
      await scene.do.tap(scene.language === 'en' ? 'Pay ¥86.00 by another card' : '换张卡付 ¥86.00')
      await scene.page.getByRole('radio', { name: /7893/ }).check()
      await scene.do.tap(scene.c('checkout.submit', { amount: yuan(PRICE) }))
      await scene.do.pin()
      await scene.paid()
    },
  },
  'bank: no answer; the page says not to pay again, and settles by itself': {
    once: true,
    balance: 0,
    play: async ({ customer, page, pay, paid, language, do: hand }) => {
      await link(customer, '103')
      await pay(await order(), { by: by('6217') })
      await page.waitForURL(/\/payments\//)
      await hand.heading(language === 'en' ? /confirming/i : /确认中/)
      await paid()
    },
  },
  'risk: the payee is under suspicion, reported to a person': {
    balance: 20_000,
    play: async ({ m, pay, failed, asked }) => {
      await raise(merchantId, 'suspicious_payee')
      try {
        await pay(await order())
        await failed('RISK_PAYEE', { zh: '向客服举报收款方', en: 'Report the payee to support' })
        await asked(by(m('refusal.ask.report', { what: '' }).replace(/[：:]\s*$/, '')))
      } finally {
        await lift(merchantId)
      }
    },
  },
  'risk: the account is restricted, appealed to a person': {
    once: true,
    balance: 20_000,
    play: async ({ customer, m, pay, failed, asked }) => {
      await raise(customer.id, 'restricted')
      await pay(await order())
      await failed('RISK_ACCT', { zh: '向客服申诉', en: 'Appeal to support' })
      await asked(by(m('refusal.ask.appeal', { what: '' }).replace(/[：:]\s*$/, '')))
    },
  },
  'system: maintenance; the customer asks to be told, is told, and pays': {
    balance: 20_000,
    play: async ({ customer, page, c, m, do: hand, pay, failed, paid }) => {
      const order_id = await order()
      try {
        await maintain(new Date(Date.now() + 3_600_000).toISOString())
        await pay(order_id)
        await failed('SYS_MAINT', { zh: '恢复后通知我', en: 'Tell me when it is back' })
        await hand.see(m('refusal.noticed'))
      } finally {
        await maintain(null)
      }
      const told = async (): Promise<boolean> => {
        const { items } = await app.anonymous('listDemoOutbox', { query: { to: customer.identifier } })
        return items.some(({ body }) => /恢复|back|over/.test(body) && !/验证码|code is/.test(body))
      }
      while (!(await told())) await pause(100)
      await page.goto(`/checkout/${order_id}`)
      await hand.tap(c('checkout.submit', { amount: yuan(PRICE) }))
      await hand.pin()
      await paid()
    },
  },
}

/** Walks through every class of failure in one language, theme and width; a file of its own for each, so that they run side by side. */
export const failureJourneys = ({
  language,
  dark,
  width,
}: {
  language: Language
  dark: boolean
  width: number
}): void => {
  describe(language, () => {
    // One window for all, since a fresh one fetches and compiles the whole app again; each scenario has its own page and person in it.
    let context: BrowserContext
    before(async () => {
      const opened = await openWindow(browser, app.url, { width, height: 844, language, dark })
      context = opened.context
      await opened.page.close()
      await context.addInitScript((value) => localStorage.setItem('topay.language', value), language)
    })
    after(() => context.close())

    for (const [name, { balance, once, play }] of Object.entries(scenarios)) {
      if (once && language !== 'zh-CN') continue
      test(name, async () => {
        const customer = await app.signUpReady(balance)
        const { page, problems } = await openPage(context)
        await signInWindow(app, page, customer)
        const scene = sceneOf(customer, page, language)
        const label = name.split(':')[0] ?? ''
        try {
          await picturesWhenFailing({ [`${language}-${label}-${randomUUID().slice(0, 4)}`]: page }, () => play(scene))
          await takePicture(page, `failures/${language}`, `${label}-end-${Object.keys(scenarios).indexOf(name)}`)
          assert.deepEqual(problems, [], 'no page reported a problem')
        } finally {
          await context.setOffline(false)
          // A page that never got anywhere has no origin and nothing to forget.
          await page.evaluate(`origin !== 'null' && localStorage.clear()`)
          await page.close()
          await context.clearCookies()
        }
      })
    }
  })
}
