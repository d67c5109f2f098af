import { z } from 'zod'
import { id, LocalizedText, text, timestamp } from '../common.ts'
import { Money, PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { paymentPassword } from './account.ts'
import { failureCode } from './wallet.ts'

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
    created_at: timestamp,
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof Order>

export const PaymentMethod = z
  .discriminatedUnion('type', [
    shape({ type: z.literal('balance') }),
    shape({ type: z.literal('card'), card_id: id('card') }),
  ])
  .meta({ id: 'PaymentMethod' })
export type PaymentMethod = z.infer<typeof PaymentMethod>

export const Payment = z
  .strictObject({
    id: id('payment'),
    transaction_id: id('transaction'),
    order: Order,
    amount: PositiveMoney,
    method: PaymentMethod,
    card_last4: z.string().nullable(),
    bank_name: LocalizedText.nullable(),
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed']),
    failure_code: failureCode.nullable(),
    money_moved: z
      .enum(['no', 'yes', 'held', 'unknown'])
      .meta({ description: 'Where the customer’s money is, in one word' }),
    shortfall: Money.nullable().meta({ description: 'BAL_WALLET: what was missing' }),
    tries_left: z.int().nullable().meta({ description: 'SEC_PIN_WRONG: tries before the payment password locks' }),
    locked_until: timestamp.nullable(),
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
    code: failureCode.nullable(),
    money: z.enum(['not_charged', 'charged', 'held', 'checking']),
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
    idempotency: 'optional',
    body: shape({
      merchant_id: id('merchant')
        .optional()
        .meta({ description: 'Needed from a customer; a merchant’s key says it already' }),
      amount: PositiveMoney,
      description: text(120),
      merchant_reference: text(64).optional(),
    }),
    status: 201,
    response: Order,
    errors: ['MERCHANT_CLOSED', 'CURRENCY_UNSUPPORTED', 'REFERENCE_REUSED'],
  }),
  getOrder: route('getOrder', {
    summary: 'An order',
    tag: 'payments',
    realms: ['customer', 'merchant'],
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
    body: shape({ method: PaymentMethod.default({ type: 'balance' }), payment_password: paymentPassword.optional() }),
    status: 201,
    response: Payment,
  }),
  getPayment: route('getPayment', {
    summary: 'A payment',
    tag: 'payments',
    realms: ['customer', 'merchant'],
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
}
