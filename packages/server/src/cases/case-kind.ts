import type { CasePanel, CustomerCase, Message } from '@topay/contract'
import type { AuditDetail } from '../audit/index.ts'
import type { Db, Tx } from '../platform/index.ts'
import type { CaseRow } from './queries.ts'
import type { StaffDoer } from './staff-doer.ts'

/** A picture of the matter, as it is posted into a conversation and shown in lists. */
export type Card = NonNullable<Message['card']>

/**
 * How a kind of case plugs into the support core. The core stores the kind's name and its `reference` (the id of the matter in the kind's own module) and asks
 * the kind for everything that needs understanding of it.
 */
export type CaseKind = {
  /** Topic of a case whose customer named none. */
  topic: CustomerCase['topic']
  /** Called before a case is opened: the name of the matter and its card. Throws NOT_FOUND when the matter is not this customer's. */
  context: (tx: Tx, customerId: string, reference: string) => Promise<{ subject: string; card: Card }>
  /** The matters as they stand now, by reference. */
  cards: (db: Db, references: readonly string[]) => Promise<Map<string, Card>>
  /** What the desk shows beside the conversation about the matter. */
  panel: (
    db: Db,
    reference: string,
  ) => Promise<{ diagnosis: CasePanel['diagnosis']; title: CasePanel['payment_title'] }>
}

/** How a kind of internal case plugs in: its matter is shown to colleagues and to nobody else. */
export type InternalCaseKind = {
  /** What the desk shows of the matter; null when it is gone. */
  panel: (
    db: Db,
    reference: string,
  ) => Promise<Partial<Pick<CasePanel, 'difference' | 'verification_id' | 'recovery_id'>>>
  /**
   * A colleague closes the case: the matter is cleared up in the same transaction, so that the two never disagree. Called before the case is locked. Answers
   * what to record of it, null when the matter was cleared up already. Throws PERMISSION_MISSING when clearing up the matter is not for this colleague.
   */
  clearUp: (
    tx: Tx,
    closing: { reference: string; case_number: string; reason: NonNullable<CaseRow['close_reason']>; staff: StaffDoer },
  ) => Promise<MatterRecord | null>
}

/** What the audit record says of a matter, beside its case. */
export type MatterRecord = { action: string; subject: string; detail: AuditDetail }

/** All kinds by name, given at wiring. */
export type CaseKinds = { payment: CaseKind } & Record<InternalKindName, InternalCaseKind>
export type CaseKindName = 'payment'
const internalKinds = ['reconciliation', 'verification', 'recovery'] as const
export type InternalKindName = (typeof internalKinds)[number]

/** The kind that plugs in for an internal case; undefined for all other cases. */
export const internalKindOf = (
  kinds: CaseKinds,
  { kind, internal }: { kind: string | null; internal: boolean },
): InternalCaseKind | undefined => {
  const name = internal ? internalKinds.find((known) => known === kind) : undefined
  return name && kinds[name]
}
