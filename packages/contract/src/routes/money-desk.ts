import { z } from 'zod'
import { id, LocalizedText, page, pageQuery, text, timestamp } from '../common.ts'
import { Money } from '../money.ts'
import { route, shape } from '../route.ts'

export const riskLevels = ['suspicious_payee', 'restricted'] as const

export const RiskFlag = z
  .strictObject({
    id: id('risk_flag'),
    subject_id: z.union([id('customer'), id('merchant')]),
    level: z.enum(riskLevels).meta({
      description: 'suspicious_payee: nobody can pay them (RISK_PAYEE); restricted: they cannot pay (RISK_ACCT)',
    }),
    reason: z.string().meta({ description: 'For colleagues' }),
    told_reason: LocalizedText.nullable().meta({ description: 'What the restricted customer reads' }),
    raised_by: LocalizedText,
    raised_at: timestamp,
    lifted_at: timestamp.nullable(),
  })
  .meta({ id: 'RiskFlag' })
export type RiskFlag = z.infer<typeof RiskFlag>

export const differenceKinds = ['bank_only', 'books_only', 'amount', 'status', 'unreadable'] as const

export const Difference = z
  .strictObject({
    id: id('difference'),
    date: z.string(),
    kind: z.enum(differenceKinds).meta({
      description:
        'bank_only: the bank moved money that we did not book; books_only: we booked what the bank did not move; amount, status: both know it, differently; unreadable: the file was cut or broken',
    }),
    operation: z.enum(['debit', 'payout', 'refund', 'file']),
    reference: z
      .string()
      .meta({ description: 'Our id of the payment, top-up, withdrawal or return, or what the bank calls it' }),
    customer_id: id('customer').nullable(),
    bank_amount: Money.nullable(),
    books_amount: Money.nullable(),
    detail: LocalizedText.meta({ description: 'What was found and what happened by itself' }),
    case_id: id('case').nullable(),
    status: z.enum(['open', 'resolved']),
    resolution: z.string().nullable(),
    found_at: timestamp,
    resolved_at: timestamp.nullable(),
  })
  .meta({ id: 'Difference' })
export type Difference = z.infer<typeof Difference>

export const Reconciliation = z
  .strictObject({
    id: id('reconciliation'),
    date: z.string().meta({ description: 'The bank’s day, China time', example: '2026-11-23' }),
    status: z.enum(['clean', 'differences', 'failed']),
    bank_count: z.int(),
    matched_count: z.int(),
    difference_count: z.int(),
    open_difference_count: z.int(),
    bank_total: Money.meta({ description: 'Debits less payouts and refunds, by the bank’s file' }),
    books_total: Money.meta({ description: 'The same by the ledger' }),
    ran_at: timestamp,
  })
  .meta({ id: 'Reconciliation' })
export type Reconciliation = z.infer<typeof Reconciliation>

export const moneyDeskRoutes = {
  listRiskFlags: route('listRiskFlags', {
    summary: 'Flags that stand, the latest first',
    tag: 'desk',
    realms: ['staff'],
    permission: 'risk.flag',
    query: shape({ ...pageQuery, subject_id: z.string().max(60).optional() }),
    status: 200,
    response: page(RiskFlag),
  }),
  raiseRiskFlag: route('raiseRiskFlag', {
    summary: 'Warn of a payee, or restrict an account; takes effect on the next payment',
    tag: 'desk',
    realms: ['staff'],
    permission: 'risk.flag',
    idempotency: 'optional',
    body: shape({
      subject_id: z.union([id('customer'), id('merchant')]),
      level: z.enum(riskLevels),
      reason: text(500),
      told_reason: shape({ zh: text(200), en: text(200) }).optional(),
    }),
    status: 201,
    response: RiskFlag,
  }),
  liftRiskFlag: route('liftRiskFlag', {
    summary: 'Lift a flag',
    tag: 'desk',
    realms: ['staff'],
    permission: 'risk.flag',
    params: shape({ risk_flag_id: id('risk_flag') }),
    status: 204,
  }),
  setMaintenance: route('setMaintenance', {
    summary: 'Announce that no payments are taken until a time, or end it now',
    tag: 'desk',
    realms: ['staff'],
    permission: 'maintenance.manage',
    body: shape({ until: timestamp.nullable() }),
    status: 200,
    response: shape({ maintenance_until: timestamp.nullable() }),
  }),
  listReconciliations: route('listReconciliations', {
    summary: 'Days compared with the bank’s file, the latest first',
    tag: 'desk',
    realms: ['staff'],
    permission: 'reconciliation.read',
    query: shape({ ...pageQuery }),
    status: 200,
    response: page(Reconciliation),
  }),
  getReconciliation: route('getReconciliation', {
    summary: 'A day and its differences',
    tag: 'desk',
    realms: ['staff'],
    permission: 'reconciliation.read',
    params: shape({ date: z.iso.date() }),
    status: 200,
    response: shape({ reconciliation: Reconciliation, differences: z.array(Difference) }),
  }),
  resolveDifference: route('resolveDifference', {
    summary: 'Close a difference, saying how it was cleared up; its case is closed with it',
    tag: 'desk',
    realms: ['staff'],
    permission: 'reconciliation.resolve',
    params: shape({ difference_id: id('difference') }),
    body: shape({ resolution: text(500) }),
    status: 200,
    response: Difference,
    errors: ['TRANSITION_ILLEGAL'],
  }),
}
