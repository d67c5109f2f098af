import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, queryInt, text, timestamp } from '../common.ts'
import { PositiveMoney } from '../money.ts'
import { route, shape } from '../route.ts'
import { failureCode, moneyMoved } from './refusal.ts'

export const caseTopics = ['payment', 'refund', 'account', 'security', 'other'] as const
/** `urgent`: money or an account is in danger now. */
export const casePriorities = ['normal', 'urgent'] as const
export const caseStatuses = ['open', 'waiting_customer', 'closed'] as const

/** Who serves the customer, as the customer may see it. */
export const ServingAgent = z.strictObject({ name: LocalizedText, badge: z.string() }).meta({ id: 'ServingAgent' })

export const PaymentCard = z
  .strictObject({
    type: z.literal('payment'),
    payment_id: id('payment'),
    merchant: LocalizedText,
    category: z.string(),
    amount: PositiveMoney,
    status: z.enum(['pending', 'unknown', 'succeeded', 'failed']),
    failure_code: failureCode.nullable(),
    money_moved: moneyMoved,
    created_at: timestamp,
  })
  .meta({ id: 'PaymentCard', description: 'The payment as it stood when the card was posted' })

/** Things that happen in a case; each client words them in its reader's language. */
export const CaseEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('opened') }),
    z.strictObject({ type: z.literal('assigned'), agent: ServingAgent, waited_seconds: z.int() }),
    z.strictObject({ type: z.literal('unassigned') }),
    z.strictObject({ type: z.literal('waiting_customer') }),
    z.strictObject({ type: z.literal('closed'), reason: z.enum(['solved', 'no_answer', 'duplicate', 'other']) }),
    z.strictObject({ type: z.literal('reopened') }),
    z.strictObject({ type: z.literal('rated'), score: z.int() }),
    z.strictObject({ type: z.literal('payment_settled'), card: PaymentCard }),
  ])
  .meta({ id: 'CaseEvent' })

export const Attachment = z
  .strictObject({
    file_id: id('file'),
    name: z.string(),
    media_type: z.string(),
    size: z.int().meta({ description: 'bytes' }),
  })
  .meta({ id: 'Attachment' })

export const Message = z
  .strictObject({
    id: id('message'),
    case_id: id('case'),
    seq: z.int().meta({ description: 'Numbered by the database, per case, without gaps' }),
    client_id: z.string().nullable().meta({ description: 'The Idempotency-Key it was sent with' }),
    author: z.enum(['customer', 'staff', 'system']),
    agent: ServingAgent.nullable(),
    kind: z.enum(['text', 'note', 'card', 'event']),
    text: z.string(),
    card: PaymentCard.nullable(),
    event: CaseEvent.nullable(),
    attachments: z.array(Attachment),
    created_at: timestamp,
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

export const Receipts = z
  .strictObject({
    customer_delivered_seq: z.int(),
    customer_read_seq: z.int(),
    staff_delivered_seq: z.int(),
    staff_read_seq: z.int(),
  })
  .meta({ id: 'Receipts', description: 'How far each side has received and read' })
export type Receipts = z.infer<typeof Receipts>

const caseFields = {
  id: id('case'),
  number: z.string().meta({ description: 'What people read to each other', example: 'CS 2026 1124 0007' }),
  topic: z.enum(caseTopics),
  channel: z.enum(['chat', 'email', 'phone']),
  status: z.enum(caseStatuses),
  priority: z.enum(casePriorities),
  subject: z.string().meta({ description: 'First words of the customer, or the name of the matter' }),
  payment_id: id('payment').nullable(),
  agent: ServingAgent.nullable(),
  last_seq: z.int(),
  last_message: Message.pick({ author: true, kind: true, text: true, event: true, created_at: true }).nullable(),
  receipts: Receipts,
  rating: z.strictObject({ score: z.int().min(1).max(5), comment: z.string() }).nullable(),
  opened_at: timestamp,
  closed_at: timestamp.nullable(),
}

export const CustomerCase = z.strictObject({ ...caseFields, unread: z.int() }).meta({ id: 'CustomerCase' })
export type CustomerCase = z.infer<typeof CustomerCase>

/** A case as the desk sees it. */
export const DeskCase = z
  .strictObject({
    ...caseFields,
    unread: z.int(),
    internal: z.boolean().meta({ description: 'Among colleagues: no customer sees it, and it takes notes only' }),
    customer_name: z.string().nullable().meta({ description: 'Masked; null for an internal case about nobody' }),
    customer_locale: z.enum(['zh-CN', 'en']).nullable(),
    assignee_id: id('staff').nullable(),
    waiting_since: timestamp.nullable().meta({ description: 'The oldest customer message without an answer' }),
    first_response_at: timestamp.nullable(),
    payment: PaymentCard.nullable().meta({ description: 'The payment the case is about, as it stands now' }),
  })
  .meta({ id: 'DeskCase' })
export type DeskCase = z.infer<typeof DeskCase>

export const caseParams = shape({ case_id: id('case') })
export const messageQuery = shape({
  after: queryInt(0, 1_000_000_000).optional().meta({ description: 'Only messages with a higher seq, oldest first' }),
  before: queryInt(0, 1_000_000_000)
    .optional()
    .meta({ description: 'Only messages with a lower seq; the newest of them' }),
  limit: queryInt(1, 200).default(50),
})
export const MessagePage = z
  .strictObject({ items: z.array(Message), last_seq: z.int(), receipts: Receipts })
  .meta({ id: 'MessagePage' })
export const messageBody = shape({
  text: text(4000, 0).default(''),
  attachments: z.array(id('file')).max(10).default([]),
}).refine((body) => body.text !== '' || body.attachments.length > 0, {
  message: 'text or an attachment is needed',
  path: ['text'],
})
export const receiptBody = shape({
  delivered_seq: z.int().min(0).max(1_000_000_000),
  read_seq: z.int().min(0).max(1_000_000_000).optional(),
})

export const supportRoutes = {
  openCase: route('openCase', {
    summary: 'Open a case and its chat. One open case per payment: asking again answers with it.',
    tag: 'support',
    realms: ['customer'],
    idempotency: 'optional',
    body: shape({
      topic: z.enum(caseTopics).default('other'),
      payment_id: id('payment').optional(),
      text: text(4000).optional(),
    }),
    status: 201,
    response: CustomerCase,
    errors: ['NOT_FOUND'],
  }),
  listMyCases: route('listMyCases', {
    summary: 'My cases, newest first',
    tag: 'support',
    realms: ['customer'],
    query: shape(pageQuery),
    status: 200,
    response: page(CustomerCase),
  }),
  getMyCase: route('getMyCase', {
    summary: 'One of my cases',
    tag: 'support',
    realms: ['customer'],
    params: caseParams,
    status: 200,
    response: CustomerCase,
  }),
  listMessages: route('listMessages', {
    summary: 'Messages of a case, oldest first',
    tag: 'support',
    realms: ['customer'],
    params: caseParams,
    query: messageQuery,
    status: 200,
    response: MessagePage,
  }),
  sendMessage: route('sendMessage', {
    summary: 'Send a message. A closed case is reopened by it.',
    tag: 'support',
    realms: ['customer'],
    idempotency: 'optional',
    params: caseParams,
    body: messageBody,
    status: 201,
    response: Message,
    errors: ['FILE_MISSING'],
  }),
  markMessages: route('markMessages', {
    summary: 'Say how far messages were received and read',
    tag: 'support',
    realms: ['customer'],
    params: caseParams,
    body: receiptBody,
    status: 200,
    response: Receipts,
  }),
  rateCase: route('rateCase', {
    summary: 'Rate a closed case, once',
    tag: 'support',
    realms: ['customer'],
    params: caseParams,
    body: shape({ score: z.int().min(1).max(5), comment: text(1000, 0).default('') }),
    status: 200,
    response: CustomerCase,
    errors: ['CASE_NOT_CLOSED', 'CASE_ALREADY_RATED'],
  }),
  uploadFile: route('uploadFile', {
    summary: 'Upload a picture or PDF to attach to a message; the type is found from the content',
    tag: 'support',
    realms: ['customer', 'staff'],
    query: shape({ name: text(120).default('file') }),
    bodyKind: 'binary',
    status: 201,
    response: Attachment,
    errors: ['FILE_TYPE_REFUSED', 'BODY_TOO_LARGE', 'MEDIA_UNSUPPORTED', 'PERMISSION_MISSING'],
  }),
  downloadFile: route('downloadFile', {
    summary: 'A file attached to one of my cases',
    tag: 'support',
    realms: ['customer'],
    params: shape({ file_id: id('file') }),
    status: 200,
    responseKind: 'binary',
  }),
}
