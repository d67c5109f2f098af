import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { failureCodes } from '../failures.ts'
import { Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'

export const Card = z
  .strictObject({
    id: id('card'),
    bank_name: LocalizedText,
    last4: z.string(),
    kind: z.enum(['debit', 'credit']),
    created_at: timestamp,
  })
  .meta({ id: 'Card', description: 'A linked bank card. The number itself is never stored, only the bank’s token.' })
export type Card = z.infer<typeof Card>

export const Wallet = z
  .strictObject({
    balance: Money.meta({ description: 'What can be spent now' }),
    held: Money.meta({ description: 'On hold, not part of the balance' }),
    spent_today: Money,
    cards: z.array(Card),
  })
  .meta({ id: 'Wallet' })
export type Wallet = z.infer<typeof Wallet>

export const failureCode = z.enum(failureCodes).meta({ id: 'FailureCode', description: 'Code of the failure taxonomy' })

export const TopUp = z
  .strictObject({
    id: id('top_up'),
    transaction_id: id('transaction'),
    amount: PositiveMoney,
    card_id: id('card'),
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed']),
    failure_code: failureCode.nullable(),
    created_at: timestamp,
    settled_at: timestamp.nullable(),
  })
  .meta({ id: 'TopUp' })
export type TopUp = z.infer<typeof TopUp>

export const Transaction = z
  .strictObject({
    id: id('transaction'),
    kind: z.enum(['payment', 'top_up']),
    direction: z.enum(['in', 'out']),
    amount: PositiveMoney,
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed']),
    failure_code: failureCode.nullable(),
    counterparty: LocalizedText.meta({ description: 'Merchant or bank' }),
    description: z.string().nullable(),
    category: z.string().meta({ description: 'Merchant category, or `bank`' }),
    method: z.enum(['balance', 'card']),
    card_last4: z.string().nullable(),
    bank_name: LocalizedText.nullable(),
    payment_id: id('payment').nullable(),
    top_up_id: id('top_up').nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Transaction', description: 'A row of the bills' })
export type Transaction = z.infer<typeof Transaction>

export const transactionQuery = {
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .meta({ description: 'Only this month, in China time', example: '2026-11' }),
  q: text(60, 0).optional().meta({ description: 'Words in counterparty or description' }),
  kind: z.enum(['payment', 'top_up']).optional(),
  status: z.enum(['pending', 'unknown', 'succeeded', 'failed']).optional(),
}

export const MonthTotal = z
  .strictObject({ month: z.string(), spent: Money, received: Money })
  .meta({ id: 'MonthTotal', description: 'Sums of the succeeded transactions of a month (China time)' })
export type MonthTotal = z.infer<typeof MonthTotal>

export const walletRoutes = {
  getWallet: route('getWallet', {
    summary: 'Balance and cards',
    tag: 'wallet',
    realms: ['customer'],
    status: 200,
    response: Wallet,
  }),
  addCard: route('addCard', {
    summary: 'Link a bank card; the bank turns the number into a token',
    tag: 'wallet',
    realms: ['customer'],
    body: shape({
      number: z.string().trim().min(12).max(30).meta({ example: '6217 0012 3456 7893' }),
      holder_name: text(60),
    }),
    status: 201,
    response: Card,
    errors: ['CARD_INVALID', 'CARD_REFUSED', 'CARD_EXISTS', 'BANK_UNREACHABLE'],
  }),
  removeCard: route('removeCard', {
    summary: 'Unlink a card',
    tag: 'wallet',
    realms: ['customer'],
    params: shape({ card_id: id('card') }),
    status: 204,
  }),
  topUp: route('topUp', {
    summary: 'Move money from a card to the balance',
    tag: 'wallet',
    realms: ['customer'],
    idempotency: 'required',
    body: shape({ card_id: id('card'), amount: PositiveMoney }),
    status: 201,
    response: TopUp,
    errors: ['CURRENCY_UNSUPPORTED'],
  }),
  getTopUp: route('getTopUp', {
    summary: 'A top-up',
    tag: 'wallet',
    realms: ['customer'],
    params: shape({ top_up_id: id('top_up') }),
    status: 200,
    response: TopUp,
  }),
  listTransactions: route('listTransactions', {
    summary: 'Bills, newest first, with the totals of the months on the page',
    tag: 'wallet',
    realms: ['customer'],
    query: shape({ ...pageQuery, ...transactionQuery }),
    status: 200,
    response: page(Transaction).extend({ months: z.array(MonthTotal) }),
  }),
}
