import { z } from 'zod'
import { id, LocalizedText, text, timestamp } from '../common.ts'
import { Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { paymentPassword } from './account.ts'
import { Verification } from './proof.ts'
import { moneyMoved, refusalFacts } from './refusal.ts'

export const merchantCategories = [
  'outdoor',
  'coffee',
  'grocery',
  'home',
  'digital',
  'travel',
  'transport',
  'food',
  'books',
  'fashion',
  'health',
  'education',
] as const

export const Merchant = z
  .strictObject({
    id: id('merchant'),
    name: LocalizedText,
    category: z.enum(merchantCategories),
    accepts_payments: z.boolean(),
    offers: z.array(z.strictObject({ title: LocalizedText, amount: PositiveMoney })),
  })
  .meta({ id: 'Merchant' })
export type Merchant = z.infer<typeof Merchant>

/** Terms of refund as the merchant has them; an order keeps the version it was made with. */
export const RefundTerms = z
  .strictObject({
    version: z.int(),
    window_days: z.int().min(0).max(3650).meta({ description: 'Days to ask for a refund without a reason; 0: none' }),
    clock_start: z.enum(['paid', 'delivered', 'service_date']),
    text: LocalizedText,
  })
  .meta({ id: 'RefundTerms' })
export type RefundTerms = z.infer<typeof RefundTerms>

export const Order = z
  .strictObject({
    id: id('order'),
    merchant: Merchant.pick({ id: true, name: true, category: true }),
    merchant_reference: z.string().nullable(),
    description: z.string(),
    amount: PositiveMoney,
    status: z.enum(['open', 'paid', 'closed']),
    expires_at: timestamp.meta({ description: 'The order is held until then' }),
    payment_id: id('payment').nullable().meta({ description: 'The payment that paid it' }),
    checkout_url: z.url().meta({ description: 'The hosted page where it is paid' }),
    return_url: z.string().nullable().meta({ description: 'Where the hosted page leads back to' }),
    refund_terms: RefundTerms.nullable().meta({
      description: 'The terms in force when it was made; they never change for this order',
    }),
    created_at: timestamp,
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof Order>

export const PaymentMethod = z
  .discriminatedUnion('type', [
    shape({ type: z.literal('balance') }),
    shape({ type: z.literal('card'), card_id: id('card') }),
    shape({ type: z.literal('balance_and_card'), card_id: id('card') }),
  ])
  .meta({ id: 'PaymentMethod', description: 'balance_and_card: the balance pays what it can, the card the rest' })
export type PaymentMethod = z.infer<typeof PaymentMethod>

export const Payment = z
  .strictObject({
    id: id('payment'),
    transaction_id: id('transaction'),
    order: Order,
    amount: PositiveMoney,
    method: PaymentMethod,
    from_balance: Money.meta({ description: 'The part that the balance pays' }),
    from_card: Money.meta({ description: 'The part that the card pays' }),
    card_last4: z.string().nullable(),
    bank_name: LocalizedText.nullable(),
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed']),
    money_moved: moneyMoved,
    ...refusalFacts,
    created_at: timestamp,
    settled_at: timestamp.nullable(),
  })
  .meta({ id: 'Payment', description: 'One attempt to pay an order. A refusal is a result, not an HTTP error.' })
export type Payment = z.infer<typeof Payment>

/** The self-service step offered: what, in words, and for how much where money is part of it. */
export const NextStep = z
  .strictObject({
    action: z.string().meta({ description: 'A step of the failure taxonomy, such as top_up' }),
    label: LocalizedText,
    amount: Money.nullable(),
  })
  .meta({ id: 'NextStep' })

export const Diagnosis = z
  .strictObject({
    payment_id: id('payment'),
    order_id: id('order'),
    status: Payment.shape.status,
    code: refusalFacts.failure_code,
    money: z.enum(['not_charged', 'charged', 'held', 'checking', 'returning', 'returned']),
    verdict: LocalizedText.meta({ description: 'First words on any trouble: where the money is' }),
    verdict_detail: LocalizedText,
    cause: LocalizedText.nullable(),
    cause_class: z.enum(['network', 'balance', 'limit', 'security', 'risk', 'bank', 'merchant', 'system']).nullable(),
    fixed_by: z.enum(['customer', 'bank', 'merchant', 'topay']).nullable(),
    retry: z.enum(['now', 'after_change', 'later', 'query_only', 'never']).nullable(),
    advice: LocalizedText,
    next_step: NextStep.nullable(),
    alternatives: z.array(NextStep),
    order_status: Order.shape.status,
    order_expires_at: timestamp,
    paid_by: id('payment').nullable().meta({ description: 'The later payment that paid the same order, if any' }),
    bank: z
      .strictObject({ name: LocalizedText, code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'The bank’s own words; null when no bank was asked' }),
    timeline: z.array(
      z.strictObject({ at: timestamp, text: LocalizedText, tone: z.enum(['neutral', 'ok', 'wait', 'danger']) }),
    ),
    checked_at: timestamp.meta({ description: 'When the ledger and the bank’s answer were last compared' }),
  })
  .meta({ id: 'Diagnosis', description: 'The same facts for customer and agent' })
export type Diagnosis = z.infer<typeof Diagnosis>

const paymentParams = shape({ payment_id: id('payment') })

export const paymentRoutes = {
  listMerchants: route('listMerchants', {
    summary: 'Merchants that take payments by static code',
    tag: 'payments',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(Merchant) }),
  }),
  createOrder: route('createOrder', {
    summary: 'Create an order: by a merchant with its key, or by a customer at a merchant’s static code',
    tag: 'payments',
    realms: ['customer', 'merchant'],
    scope: 'orders:write',
    idempotency: 'optional',
    body: shape({
      merchant_id: id('merchant')
        .optional()
        .meta({ description: 'Needed from a customer; a merchant’s key says it already' }),
      amount: PositiveMoney,
      description: text(120),
      merchant_reference: text(64).optional(),
      return_url: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
      expires_in_minutes: z.int().min(1).max(1440).optional().meta({ description: 'Default 30' }),
    }),
    status: 201,
    response: Order,
    errors: ['MERCHANT_CLOSED', 'CURRENCY_UNSUPPORTED', 'REFERENCE_REUSED'],
  }),
  getOrder: route('getOrder', {
    summary: 'An order',
    tag: 'payments',
    realms: ['customer', 'merchant'],
    scope: 'orders:read',
    params: shape({ order_id: id('order') }),
    status: 200,
    response: Order,
  }),
  payOrder: route('payOrder', {
    summary: 'Pay an order. The answer is an attempt that succeeded, failed with a code, is pending or unknown.',
    tag: 'payments',
    realms: ['customer'],
    idempotency: 'required',
    params: shape({ order_id: id('order') }),
    body: shape({
      method: PaymentMethod.default({ type: 'balance' }),
      payment_password: paymentPassword.optional(),
      verification: Verification.optional(),
    }),
    status: 201,
    response: Payment,
  }),
  getPayment: route('getPayment', {
    summary: 'A payment',
    tag: 'payments',
    realms: ['customer', 'merchant'],
    scope: 'orders:read',
    params: paymentParams,
    status: 200,
    response: Payment,
  }),
  diagnosePayment: route('diagnosePayment', {
    summary: 'What happened to a payment: where the money is, why, and what to do',
    tag: 'payments',
    realms: ['customer'],
    params: paymentParams,
    status: 200,
    response: Diagnosis,
  }),
  getServiceStatus: route('getServiceStatus', {
    summary: 'Whether Topay takes payments, and until when not; also answers the app’s own test of the network',
    tag: 'payments',
    realms: ['public'],
    status: 200,
    response: shape({ now: timestamp, maintenance_until: timestamp.nullable() }),
  }),
  notifyWhenBack: route('notifyWhenBack', {
    summary: 'Be told by SMS or e-mail when the maintenance is over',
    tag: 'payments',
    realms: ['customer'],
    status: 202,
    response: shape({ maintenance_until: timestamp.nullable() }),
  }),
  receiveBankCallback: route('receiveBankCallback', {
    summary: 'For the bank only: what became of a debit, payout or refund. Signed by Standard Webhooks.',
    tag: 'payments',
    realms: ['public'],
    bodyKind: 'raw',
    status: 204,
    errors: ['SIGNATURE_WRONG', 'BODY_TOO_LARGE', 'MEDIA_UNSUPPORTED'],
  }),
}
