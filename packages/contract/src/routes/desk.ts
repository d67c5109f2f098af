import { z } from 'zod'
import { id, Locale, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { Money } from '../money.ts'
import { route, shape } from '../route.ts'
import { AccountStanding } from './identity-desk.ts'
import { Difference } from './money-desk.ts'
import { Diagnosis } from './payments.ts'
import {
  caseParams,
  DeskCase,
  Message,
  messageBody,
  MessagePage,
  messageQuery,
  receiptBody,
  Receipts,
} from './support.ts'
import { Transaction } from './bills.ts'

export const caseViews = ['mine', 'unassigned', 'all', 'closed'] as const

export const CaseCounts = z
  .strictObject({
    mine: z.int(),
    unassigned: z.int(),
    all: z.int(),
    closed: z.int().meta({ description: 'Counted up to 10,000' }),
  })
  .meta({ id: 'CaseCounts' })

export const CaseActivity = z
  .strictObject({
    at: timestamp,
    actor: LocalizedText,
    action: z.string().meta({ description: 'Audit action, such as case.assigned' }),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CaseActivity' })

/** What the desk shows beside the conversation. */
export const CasePanel = z
  .strictObject({
    customer: z
      .strictObject({
        id: id('customer'),
        name: z.string().meta({ description: 'Masked' }),
        phone: z.string().nullable().meta({ description: 'Masked' }),
        email: z.string().nullable().meta({ description: 'Masked' }),
        locale: Locale,
        payment_password: z.enum(['unset', 'set', 'locked']),
        member_since: timestamp,
        standing: AccountStanding,
      })
      .nullable()
      .meta({ description: 'Null when an internal case is about nobody' }),
    balance: Money.nullable().meta({ description: 'Of the customer' }),
    held: Money.nullable(),
    difference: Difference.nullable().meta({ description: 'What an internal case of reconciliation is about' }),
    verification_id: id('verification')
      .nullable()
      .meta({ description: 'What an internal case of verification is about' }),
    recovery_id: id('recovery').nullable().meta({ description: 'What an internal case of recovery is about' }),
    diagnosis: Diagnosis.nullable().meta({ description: 'Of the payment that the case is about' }),
    payment_title: LocalizedText.nullable(),
    recent_transactions: z.array(Transaction),
    past_cases: z.array(
      DeskCase.pick({
        id: true,
        number: true,
        subject: true,
        topic: true,
        status: true,
        opened_at: true,
        rating: true,
        internal: true,
      }),
    ),
    activity: z.array(CaseActivity),
  })
  .meta({ id: 'CasePanel' })
export type CasePanel = z.infer<typeof CasePanel>

export const deskRoutes = {
  listCases: route('listCases', {
    summary: 'The inbox; longest wait first, then newest',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    query: shape({ ...pageQuery, view: z.enum(caseViews).default('all'), q: text(60, 0).optional() }),
    status: 200,
    response: page(DeskCase).extend({ counts: CaseCounts }),
  }),
  getCase: route('getCase', {
    summary: 'A case',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    params: caseParams,
    status: 200,
    response: DeskCase,
  }),
  getCasePanel: route('getCasePanel', {
    summary:
      'The customer beside the conversation: masked identity, balance, transactions, the diagnosis. Opens with an assigned case.',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    params: caseParams,
    status: 200,
    response: CasePanel,
    errors: ['CASE_NOT_YOURS'],
  }),
  listCaseMessages: route('listCaseMessages', {
    summary: 'Messages and internal notes',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    params: caseParams,
    query: messageQuery,
    status: 200,
    response: MessagePage,
  }),
  assignCase: route('assignCase', {
    summary:
      'Take a case, hand it to a colleague, or put it back (null). Handing to others needs cases.assign unless the case is yours.',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.take',
    params: caseParams,
    body: shape({
      assignee_id: id('staff').nullable(),
      expected_assignee_id: id('staff')
        .nullable()
        .optional()
        .meta({ description: 'Who had the case on the asker’s screen: when somebody was faster, nothing changes' }),
    }),
    status: 200,
    response: DeskCase,
    errors: ['ASSIGNEE_INVALID', 'CASE_CLOSED', 'TRANSITION_ILLEGAL'],
  }),
  replyToCase: route('replyToCase', {
    summary: 'Answer the customer. An unassigned case becomes yours.',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.reply',
    idempotency: 'optional',
    params: caseParams,
    body: messageBody,
    status: 201,
    response: Message,
    errors: ['CASE_CLOSED', 'CASE_NOT_YOURS', 'FILE_MISSING', 'INTERNAL_CASE'],
  }),
  addNote: route('addNote', {
    summary: 'A note that only staff see',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.reply',
    idempotency: 'optional',
    params: caseParams,
    body: messageBody,
    status: 201,
    response: Message,
    errors: ['FILE_MISSING'],
  }),
  markCaseMessages: route('markCaseMessages', {
    summary: 'Say how far messages were received and read',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    params: caseParams,
    body: receiptBody,
    status: 200,
    response: Receipts,
  }),
  setCaseStatus: route('setCaseStatus', {
    summary: 'Say that the case waits for the customer, or is open again',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.reply',
    params: caseParams,
    body: shape({ status: z.enum(['open', 'waiting_customer']) }),
    status: 200,
    response: DeskCase,
    errors: ['TRANSITION_ILLEGAL', 'CASE_NOT_YOURS', 'INTERNAL_CASE'],
  }),
  closeCase: route('closeCase', {
    summary: 'Close a case; the customer is asked to rate it',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.close',
    params: caseParams,
    body: shape({ reason: z.enum(['solved', 'no_answer', 'duplicate', 'other']).default('solved') }),
    status: 200,
    response: DeskCase,
    errors: ['TRANSITION_ILLEGAL', 'CASE_NOT_YOURS', 'CASE_OF_REVIEW'],
  }),
  downloadCaseFile: route('downloadCaseFile', {
    summary: 'A file attached to a case',
    tag: 'desk',
    realms: ['staff'],
    permission: 'cases.read',
    params: shape({ case_id: id('case'), file_id: id('file') }),
    status: 200,
    responseKind: 'binary',
    errors: ['CASE_NOT_YOURS'],
  }),
}
