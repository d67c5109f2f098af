import { z } from 'zod'
import { id, page, pageQuery, text, timestamp } from '../common.ts'
import { PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { identifier, paymentPassword } from './account.ts'
import { Verification } from './proof.ts'
import { refusalFacts } from './refusal.ts'

/** The secret part of a receive code; in a QR code it stands in `<public url>/to/<code>`. */
const receiveCode = z.string().regex(/^[0-9A-Za-z]{20}$/)

export const Payee = z
  .strictObject({
    id: id('payee'),
    masked_name: z.string().meta({ description: 'Such as 陈*远, Maya R.', example: '陈*远' }),
    masked_address: z
      .string()
      .nullable()
      .meta({ description: 'The phone or e-mail it was found by, masked; null when found by code' }),
    known: z.boolean().meta({ description: 'True when money was sent to them before' }),
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'Payee', description: 'Somebody money can be sent to, as the payer may see them' })
export type Payee = z.infer<typeof Payee>

/** `red_packet`: shown closed to whoever gets it, and opened with a tap. The money is theirs either way. */
export const transferStyles = ['plain', 'red_packet'] as const

export const Transfer = z
  .strictObject({
    id: id('transfer'),
    transaction_id: id('transaction'),
    direction: z.enum(['in', 'out']),
    counterparty_name: z.string().meta({ description: 'Masked name of the other side' }),
    payee_id: id('payee').nullable().meta({ description: 'For who sent it; null for who received it' }),
    amount: PositiveMoney,
    note: z.string().nullable(),
    style: z.enum(transferStyles),
    opened_at: timestamp.nullable().meta({ description: 'When the red packet was opened' }),
    money_request_id: id('money_request').nullable(),
    status: z.enum(['succeeded', 'failed']),
    ...refusalFacts,
    created_at: timestamp,
  })
  .meta({ id: 'Transfer', description: 'Money from person to person. A refusal is a result, not an HTTP error.' })
export type Transfer = z.infer<typeof Transfer>

export const moneyRequestStatuses = ['open', 'paid', 'declined', 'cancelled', 'expired'] as const

export const MoneyRequest = z
  .strictObject({
    id: id('money_request'),
    direction: z.enum(['from_me', 'to_me']).meta({ description: 'from_me: I ask; to_me: I am asked' }),
    counterparty_name: z.string().meta({ description: 'Masked name of the other side' }),
    payee_id: id('payee').nullable().meta({ description: 'For who is asked: whom to pay' }),
    amount: PositiveMoney,
    note: z.string().nullable(),
    status: z.enum(moneyRequestStatuses),
    transfer_id: id('transfer').nullable(),
    expires_at: timestamp,
    created_at: timestamp,
    ended_at: timestamp.nullable(),
  })
  .meta({ id: 'MoneyRequest' })
export type MoneyRequest = z.infer<typeof MoneyRequest>

export const ReceiveCode = z
  .strictObject({ url: z.url(), masked_name: z.string() })
  .meta({ id: 'ReceiveCode', description: 'What a customer’s own QR code says' })
export type ReceiveCode = z.infer<typeof ReceiveCode>

const requestParams = shape({ money_request_id: id('money_request') })

export const transferRoutes = {
  findPayee: route('findPayee', {
    summary: 'Find somebody to pay by phone, e-mail or receive code; answers with a masked name',
    tag: 'transfers',
    realms: ['customer'],
    rateLimit: 'credential',
    body: z.union([shape({ identifier }), shape({ code: receiveCode })]),
    status: 200,
    response: Payee,
    errors: ['IDENTIFIER_INVALID', 'PAYEE_NOT_FOUND', 'PAYEE_IS_YOU', 'PAYEE_LOOKUPS_USED'],
  }),
  listPayees: route('listPayees', {
    summary: 'People paid before, the latest first',
    tag: 'transfers',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(Payee) }),
  }),
  getReceiveCode: route('getReceiveCode', {
    summary: 'One’s own code to be paid by',
    tag: 'transfers',
    realms: ['customer'],
    status: 200,
    response: ReceiveCode,
  }),
  renewReceiveCode: route('renewReceiveCode', {
    summary: 'Get a new code; the old one ends at once',
    tag: 'transfers',
    realms: ['customer'],
    status: 200,
    response: ReceiveCode,
  }),
  sendTransfer: route('sendTransfer', {
    summary: 'Send money to a person from the balance. The answer succeeded, or failed with a code.',
    tag: 'transfers',
    realms: ['customer'],
    idempotency: 'required',
    body: shape({
      payee_id: id('payee'),
      amount: PositiveMoney,
      note: text(60).optional(),
      style: z.enum(transferStyles).default('plain'),
      payee_name: text(40).optional().meta({
        description:
          'The full name, to be checked before anything moves; a wrong one is PAYEE_BAD, and after five of them in a day so is every one',
      }),
      money_request_id: id('money_request')
        .optional()
        .meta({ description: 'The request that this pays; amount must be the same' }),
      payment_password: paymentPassword.optional(),
      verification: Verification.optional(),
    }),
    status: 201,
    response: Transfer,
    errors: ['CURRENCY_UNSUPPORTED', 'MONEY_REQUEST_ENDED'],
  }),
  getTransfer: route('getTransfer', {
    summary: 'A transfer one sent or received',
    tag: 'transfers',
    realms: ['customer'],
    params: shape({ transfer_id: id('transfer') }),
    status: 200,
    response: Transfer,
  }),
  openRedPacket: route('openRedPacket', {
    summary: 'Open a red packet one was sent',
    tag: 'transfers',
    realms: ['customer'],
    params: shape({ transfer_id: id('transfer') }),
    status: 200,
    response: Transfer,
  }),
  createMoneyRequest: route('createMoneyRequest', {
    summary: 'Ask somebody for money',
    tag: 'transfers',
    realms: ['customer'],
    idempotency: 'required',
    body: shape({ payee_id: id('payee'), amount: PositiveMoney, note: text(60).optional() }),
    status: 201,
    response: MoneyRequest,
    errors: ['CURRENCY_UNSUPPORTED', 'MONEY_REQUESTS_MANY'],
  }),
  listMoneyRequests: route('listMoneyRequests', {
    summary: 'Requests for money, made and received, the latest first',
    tag: 'transfers',
    realms: ['customer'],
    query: shape({ ...pageQuery, status: z.enum(moneyRequestStatuses).optional() }),
    status: 200,
    response: page(MoneyRequest),
  }),
  getMoneyRequest: route('getMoneyRequest', {
    summary: 'A request for money',
    tag: 'transfers',
    realms: ['customer'],
    params: requestParams,
    status: 200,
    response: MoneyRequest,
  }),
  declineMoneyRequest: route('declineMoneyRequest', {
    summary: 'Say no to a request',
    tag: 'transfers',
    realms: ['customer'],
    params: requestParams,
    status: 200,
    response: MoneyRequest,
    errors: ['MONEY_REQUEST_ENDED'],
  }),
  cancelMoneyRequest: route('cancelMoneyRequest', {
    summary: 'Take back one’s own request',
    tag: 'transfers',
    realms: ['customer'],
    params: requestParams,
    status: 200,
    response: MoneyRequest,
    errors: ['MONEY_REQUEST_ENDED'],
  }),
}
