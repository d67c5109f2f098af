import { z } from 'zod'
import { id, LocalizedText, text, timestamp } from '../common.ts'
import { Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { paymentPassword } from './account.ts'
import { Verification } from './proof.ts'
import { failureCode, refusalFacts } from './refusal.ts'

export const Card = z
  .strictObject({
    id: id('card'),
    bank_name: LocalizedText,
    last4: z.string(),
    kind: z.enum(['debit', 'credit']),
    is_default: z.boolean().meta({ description: 'Offered first; exactly one of the linked cards is' }),
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

export const Withdrawal = z
  .strictObject({
    id: id('withdrawal'),
    transaction_id: id('transaction'),
    amount: PositiveMoney,
    card_id: id('card'),
    bank_name: LocalizedText,
    card_last4: z.string(),
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed', 'returned']).meta({
      description: 'returned: the bank had paid it out and sent it back; the money is in the balance again',
    }),
    money: z.enum(['held', 'at_bank', 'in_balance']).meta({ description: 'Where the money is' }),
    ...refusalFacts,
    arrives_by: timestamp
      .nullable()
      .meta({ description: 'While it is under way: when it is there, or back, at the latest' }),
    created_at: timestamp,
    settled_at: timestamp.nullable(),
  })
  .meta({
    id: 'Withdrawal',
    description: 'Money on its way from the balance to a card. A refusal is a result, not an HTTP error.',
  })
export type Withdrawal = z.infer<typeof Withdrawal>

export const strengths = ['pin', 'second_factor', 'passkey'] as const

export const Limits = z
  .strictObject({
    verification_class: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    class: z
      .strictObject({ limit: Money, used: Money, period: z.enum(['lifetime', 'year']) })
      .meta({ description: 'Payments and transfers from the balance' }),
    day: z.array(
      z.strictObject({
        strength: z.enum(strengths),
        limit: Money.nullable().meta({ description: 'Null: only the class limit' }),
      }),
    ),
    used_today: Money.meta({ description: 'From the balance, in China time' }),
    own: z.strictObject({
      per_payment: Money.nullable(),
      per_day: Money.nullable().meta({ description: 'Balance and cards together' }),
      used_today: Money,
    }),
    resets_at: timestamp,
  })
  .meta({ id: 'Limits' })
export type Limits = z.infer<typeof Limits>

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
    errors: ['CARD_NAME_DIFFERS', 'CARD_INVALID', 'CARD_REFUSED', 'CARD_EXISTS', 'BANK_UNREACHABLE'],
  }),
  updateCard: route('updateCard', {
    summary: 'Make a card the one that is offered first',
    tag: 'wallet',
    realms: ['customer'],
    params: shape({ card_id: id('card') }),
    body: shape({ is_default: z.literal(true) }),
    status: 200,
    response: Card,
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
  withdraw: route('withdraw', {
    summary:
      'Move money from the balance to a card. The answer is a withdrawal that is under way, or failed with a code.',
    tag: 'wallet',
    realms: ['customer'],
    idempotency: 'required',
    body: shape({
      card_id: id('card'),
      amount: PositiveMoney,
      payment_password: paymentPassword.optional(),
      verification: Verification.optional(),
    }),
    status: 201,
    response: Withdrawal,
    errors: ['CURRENCY_UNSUPPORTED'],
  }),
  getWithdrawal: route('getWithdrawal', {
    summary: 'A withdrawal',
    tag: 'wallet',
    realms: ['customer'],
    params: shape({ withdrawal_id: id('withdrawal') }),
    status: 200,
    response: Withdrawal,
  }),
  getLimits: route('getLimits', {
    summary:
      'How much can be spent: by verification class, by strength of confirmation, and by the customer’s own limits',
    tag: 'wallet',
    realms: ['customer'],
    status: 200,
    response: Limits,
  }),
  setOwnLimits: route('setOwnLimits', {
    summary: 'Set or remove one’s own limits; raising or removing one takes the payment password',
    tag: 'wallet',
    realms: ['customer'],
    body: shape({
      per_payment: PositiveMoney.nullable(),
      per_day: PositiveMoney.nullable(),
      payment_password: paymentPassword.optional(),
    }),
    status: 200,
    response: Limits,
    errors: [
      'CURRENCY_UNSUPPORTED',
      'PAYMENT_PASSWORD_NEEDED',
      'PAYMENT_PASSWORD_WRONG',
      'PAYMENT_PASSWORD_LOCKED',
      'OWN_LIMITS_CROSSED',
    ],
  }),
}
