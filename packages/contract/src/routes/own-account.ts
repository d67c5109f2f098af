import { z } from 'zod'
import { id, LocalizedText, timestamp } from '../common.ts'
import { Money } from '../money.ts'
import { route, shape } from '../route.ts'
import { SecurityEvent } from './security.ts'

export const checkupItems = [
  'password',
  'payment_password',
  'two_factor',
  'passkey',
  'recovery_codes',
  'devices',
  'contacts',
  'phrase',
  'verification',
  'month_review',
] as const

export const CheckupItem = z
  .strictObject({
    item: z.enum(checkupItems),
    state: z.enum(['done', 'advice', 'urgent']),
    points: z.int().meta({ description: 'Of the score' }),
    of: z.int(),
    minutes: z.int().meta({ description: 'What putting it right takes' }),
    reason: LocalizedText.meta({ description: 'Why it stands so' }),
  })
  .meta({ id: 'CheckupItem' })

export const SecurityCheckup = z
  .strictObject({
    score: z.int().min(0).max(100),
    checked_at: timestamp,
    items: z.array(CheckupItem),
    recent: z.array(SecurityEvent).meta({ description: 'Sensitive actions of the last 90 days, at most 10' }),
    phrase: z.string().nullable().meta({ description: 'Anti-phishing phrase, shown in every message of ours' }),
    recovery_codes_left: z.int(),
    review_month: z
      .string()
      .nullable()
      .meta({ description: 'The past month whose payments wait to be looked through', example: '2026-10' }),
  })
  .meta({ id: 'SecurityCheckup' })
export type SecurityCheckup = z.infer<typeof SecurityCheckup>

/** A payment of the month, small enough to be looked through quickly. */
const MonthItem = z.strictObject({
  transaction_id: id('transaction'),
  title: z.string(),
  amount: Money,
  at: timestamp,
  answer: z.enum(['mine', 'unknown']).nullable(),
})

const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)
export const ownAccountRoutes = {
  getSecurityCheckup: route('getSecurityCheckup', {
    summary: 'How safe the account is, with reasons and what to do',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: SecurityCheckup,
  }),
  getMonthReview: route('getMonthReview', {
    summary: 'Payments and transfers of a month, to be looked through',
    tag: 'security',
    realms: ['customer'],
    params: shape({ month }),
    status: 200,
    response: shape({ month, reviewed_at: timestamp.nullable(), items: z.array(MonthItem).max(500) }),
  }),
  answerMonthReview: route('answerMonthReview', {
    summary: '"All mine", or which are not: those open a case each, with the payment in it',
    tag: 'security',
    realms: ['customer'],
    params: shape({ month }),
    body: shape({ unknown: z.array(id('transaction')).max(50).default([]) }),
    status: 200,
    response: shape({ reviewed_at: timestamp, case_ids: z.array(id('case')) }),
  }),
}
