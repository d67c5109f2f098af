import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, queryInt, text, timestamp } from '../common.ts'
import { MAX_AMOUNT, Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { failureCode } from './refusal.ts'

export const transactionKinds = ['payment', 'top_up', 'withdrawal', 'transfer', 'compensation'] as const
/** `returned`: it had gone through and the money came back. */
export const transactionStatuses = ['pending', 'unknown', 'succeeded', 'failed', 'returned'] as const

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .meta({ description: 'A month in China time', example: '2026-11' })

export const Transaction = z
  .strictObject({
    id: id('transaction'),
    kind: z.enum(transactionKinds),
    direction: z.enum(['in', 'out']),
    amount: PositiveMoney,
    status: z.enum(transactionStatuses),
    failure_code: failureCode.nullable(),
    money_back: z.enum(['returning', 'returned']).nullable().meta({
      description: 'Failed although the bank took money: whether that is on its way back, or back',
    }),
    counterparty: LocalizedText.meta({ description: 'Merchant, bank, or a person’s masked name' }),
    description: z.string().nullable(),
    category: z.string().meta({ description: 'Merchant category, `bank`, or `person`' }),
    method: z.enum(['balance', 'card', 'balance_and_card']),
    card_last4: z.string().nullable(),
    bank_name: LocalizedText.nullable(),
    payment_id: id('payment').nullable(),
    top_up_id: id('top_up').nullable(),
    withdrawal_id: id('withdrawal').nullable(),
    transfer_id: id('transfer').nullable(),
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
  kind: z.enum(transactionKinds).optional(),
  direction: z.enum(['in', 'out']).optional(),
  category: z.string().max(30).optional(),
  min_amount: queryInt(0, MAX_AMOUNT).optional().meta({ description: 'Minor units' }),
  max_amount: queryInt(0, MAX_AMOUNT).optional().meta({ description: 'Minor units' }),
  status: z.enum(transactionStatuses).optional(),
}

export const MonthTotal = z
  .strictObject({ month: z.string(), spent: Money, received: Money })
  .meta({ id: 'MonthTotal', description: 'Sums of the succeeded transactions of a month (China time)' })
export type MonthTotal = z.infer<typeof MonthTotal>

export const Spending = z
  .strictObject({
    month: z.string(),
    spent: Money,
    received: Money,
    categories: z.array(z.strictObject({ category: z.string(), amount: Money, count: z.int() })),
    months: z.array(MonthTotal).meta({ description: 'This month and the five before it, oldest first' }),
  })
  .meta({
    id: 'Spending',
    description: 'What succeeded in a month, by category, largest first. Moves to one’s own cards are no spending.',
  })
export type Spending = z.infer<typeof Spending>

export const billsRoutes = {
  listTransactions: route('listTransactions', {
    summary: 'Bills, newest first, with the totals of the months on the page',
    tag: 'bills',
    realms: ['customer'],
    query: shape({ ...pageQuery, ...transactionQuery }),
    status: 200,
    response: page(Transaction).extend({ months: z.array(MonthTotal) }),
  }),
  getTransaction: route('getTransaction', {
    summary: 'A row of the bills',
    tag: 'bills',
    realms: ['customer'],
    params: shape({ transaction_id: id('transaction') }),
    status: 200,
    response: Transaction,
  }),
  downloadReceipt: route('downloadReceipt', {
    summary: 'Receipt of something that succeeded, as PDF',
    tag: 'bills',
    realms: ['customer'],
    params: shape({ transaction_id: id('transaction') }),
    status: 200,
    responseKind: 'binary',
    errors: ['RECEIPT_NOT_YET'],
  }),
  getSpending: route('getSpending', {
    summary: 'Spending of a month by category, and of the months before it',
    tag: 'bills',
    realms: ['customer'],
    query: shape({ month: month.optional() }),
    status: 200,
    response: Spending,
  }),
  exportStatement: route('exportStatement', {
    summary: 'Statement of a month: opening and closing balance and every movement, as PDF or CSV',
    tag: 'bills',
    realms: ['customer'],
    params: shape({ month }),
    query: shape({ format: z.enum(['pdf', 'csv']).default('pdf') }),
    status: 200,
    responseKind: 'binary',
  }),
}
