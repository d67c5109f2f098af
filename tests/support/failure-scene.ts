import assert from 'node:assert/strict'
import { failures, type FailureCode } from '@topay/contract'
import type { Page } from 'playwright-core'
import type { TestCustomer } from './app.ts'
import { hands } from './hands.ts'
import { checkAccess, takePicture } from './pages.ts'
import { type Language, wordsOf } from './words.ts'

/** What an order costs unless a scenario says otherwise, minor units. */
export const PRICE = 8_600
/** An amount as the pages write it. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2).replaceAll(/\B(?=(\d{3})+\.)/g, ',')}`

/** Everything a scenario has at hand. */
export type Scene = {
  customer: TestCustomer & { card_id: string }
  page: Page
  c: ReturnType<typeof wordsOf>
  m: ReturnType<typeof wordsOf>
  language: Language
  do: ReturnType<typeof hands>
  /** Pays an order on its page, as it is offered there. */
  pay: (order_id: string, options?: { by?: RegExp; pin?: string; amount?: string }) => Promise<void>
  /** The failed payment's page has come: code, verdict, next step are there. Presses the step. */
  failed: (code: FailureCode, step: { zh: string; en: string }) => Promise<void>
  paid: () => Promise<void>
  /** A conversation with support has opened, with the first words written already. */
  asked: (words: RegExp) => Promise<void>
}

/** What a customer does and sees on a page, one who has signed in there. */
export const sceneOf = (customer: Scene['customer'], page: Page, language: Language): Scene => {
  const [c, m] = [wordsOf('customer', language), wordsOf('money', language)]
  const hand = hands(page)
  return {
    customer,
    page,
    c,
    m,
    language,
    do: hand,
    pay: async (order_id, options = {}) => {
      await page.goto(`/checkout/${order_id}`)
      if (options.by) await page.getByRole('radio', { name: options.by }).first().check()
      await hand.tap(c('checkout.submit', { amount: options.amount ?? yuan(PRICE) }))
      await hand.pin(options.pin)
    },
    failed: async (code, step) => {
      await page.getByTestId('failure-code').getByText(code).waitFor()
      const verdict = await page.getByTestId('verdict').textContent()
      assert.match(verdict ?? '', language === 'en' ? /not charged/ : /没有被扣走/)
      await takePicture(page, `failures/${language}`, code)
      await checkAccess(page, code)
      // The page says it in the words of its language, and what the code stands for is the taxonomy's.
      assert.ok(failures[code])
      await hand.tap(language === 'en' ? step.en : step.zh)
    },
    paid: async () => {
      await page
        .getByTestId('verdict')
        .getByRole('heading', { name: c('payment.statusSucceeded'), exact: true })
        .waitFor()
    },
    asked: async (words) => {
      await page.waitForURL(/\/cases\//)
      await page.getByText(words).first().waitFor()
      const { items } = await customer.api('listMyCases', {})
      assert.equal(items.length, 1)
    },
  }
}
