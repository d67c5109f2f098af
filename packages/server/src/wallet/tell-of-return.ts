import { currencies, type Currency, type Locale } from '@topay/contract'
import { reachCustomer } from '../identity/index.ts'
import { notify } from '../notifications/index.ts'
import type { Tx } from '../platform/index.ts'
import { chinaClock } from './china-time.ts'
import { findCardByToken } from './return-queries.ts'

const formatAmount = (amount: number, currency: Currency, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** currencies[currency])

/** A day in China in words, such as 11月25日. */
const formatDay = (at: string, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${chinaClock(at).date}T00:00:00Z`),
  )

type Told = { customer_id: string; amount: number; currency: Currency; bank_token: string; due_at: string }

/** Tells a customer, outside the app, about money on its way back. `amount` in minor units. */
export const tellOfReturn = async (
  tx: Tx,
  about: Told,
  template: 'return_started' | 'return_to_card' | 'return_to_balance' | 'return_compensated',
): Promise<void> => {
  const { customer_id, currency, due_at } = about
  const reach = await reachCustomer(tx, customer_id)
  const amount = formatAmount(about.amount, currency, reach.locale)
  if (template === 'return_to_balance' || template === 'return_compensated') {
    await notify(tx, { ...reach, template, params: { amount } })
    return
  }
  const card = (await findCardByToken(tx, customer_id, about.bank_token))?.last4 ?? '····'
  if (template === 'return_to_card') await notify(tx, { ...reach, template, params: { amount, card } })
  else await notify(tx, { ...reach, template, params: { amount, card, date: formatDay(due_at, reach.locale) } })
}
