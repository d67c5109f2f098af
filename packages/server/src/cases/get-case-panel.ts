import { allows, type CasePanel, money } from '@topay/contract'
import { AppError, type Db, found, fromNow, HOUR, inTx } from '../platform/index.ts'
import { listAudit, recordAudit } from '../audit/index.ts'
import { accountStanding, maskedCustomer } from '../identity/index.ts'
import { getBalance, listTransactions } from '../wallet/index.ts'
import { type CaseKinds, internalKindOf } from './case-kind.ts'
import { otherCases } from './list-queries.ts'
import { agentsById } from './people.ts'
import { findCase } from './queries.ts'
import { doerOf, type StaffDoer } from './staff-doer.ts'
import { ratingOf } from './to-wire.ts'

const RECENT = 8
const OPENED = 'case.panel_opened'

/** Who did it, where it was not a colleague. */
const others = { customer: { zh: '客户', en: 'Customer' }, system: { zh: '系统', en: 'System' } }

const activityOf = async (db: Db, caseId: string): Promise<CasePanel['activity']> => {
  const entries = await listAudit(db, caseId)
  const agents = await agentsById(
    db,
    entries.flatMap((entry) => (entry.actor_kind === 'staff' ? [entry.actor_id] : [])),
  )
  return entries.map(({ at, actor_kind, actor_id, action, detail }) => ({
    at,
    actor: actor_kind === 'staff' ? (agents.get(actor_id)?.name ?? others.system) : others[actor_kind],
    action,
    detail,
  }))
}

/** Opening the panel of a case that is somebody else's is recorded, once an hour rather than at each look of the same screen. */
const recordOpening = async (db: Db, caseId: string, staff: StaffDoer): Promise<void> => {
  const since = fromNow(-HOUR)
  const entries = await listAudit(db, caseId)
  if (entries.some(({ action, actor_id, at }) => action === OPENED && actor_id === staff.id && at > since)) return
  await inTx(db, (tx) => recordAudit(tx, { doer: doerOf(staff), action: OPENED, subject: caseId }))
}

type CustomerSide = Pick<CasePanel, 'customer' | 'balance' | 'held' | 'recent_transactions' | 'past_cases'>
const nobody: CustomerSide = { customer: null, balance: null, held: null, recent_transactions: [], past_cases: [] }

const customerSide = async (db: Db, customerId: string, caseId: string): Promise<CustomerSide> => {
  const [customer, standing, balance, transactions, pastCases] = await Promise.all([
    maskedCustomer(db, customerId),
    accountStanding(db, customerId),
    getBalance(db, customerId),
    listTransactions(db, customerId, { limit: RECENT }),
    otherCases(db, customerId, caseId, RECENT),
  ])
  return {
    customer: { ...customer, standing },
    balance: money(balance.available),
    held: money(balance.held),
    recent_transactions: transactions.items,
    past_cases: pastCases.map(({ rating_score, rating_comment, ...past }) => ({
      ...past,
      rating: ratingOf({ rating_score, rating_comment }),
    })),
  }
}

/**
 * The customer beside the conversation, masked; an internal case may have none, and has its matter. It opens for whoever has the case, and for whoever may open all, which is recorded.
 * Throws NOT_FOUND, CASE_NOT_YOURS.
 */
export const getCasePanel = async (
  db: Db,
  kinds: CaseKinds,
  asked: { case_id: string; staff: StaffDoer },
): Promise<CasePanel> => {
  const { staff } = asked
  const row = found(await findCase(db, asked.case_id))
  if (row.assignee_id !== staff.id) {
    if (!allows(staff.roles, 'cases.panel_any')) throw new AppError('CASE_NOT_YOURS')
    await recordOpening(db, row.id, staff)
  }
  const [customer, matter, internal, activity] = await Promise.all([
    row.customer_id === null ? nobody : customerSide(db, row.customer_id, row.id),
    row.kind === 'payment' && row.reference !== null ? kinds.payment.panel(db, row.reference) : null,
    row.reference === null ? null : (internalKindOf(kinds, row)?.panel(db, row.reference) ?? null),
    activityOf(db, row.id),
  ])
  return {
    ...customer,
    difference: internal?.difference ?? null,
    verification_id: internal?.verification_id ?? null,
    recovery_id: internal?.recovery_id ?? null,
    diagnosis: matter?.diagnosis ?? null,
    payment_title: matter?.title ?? null,
    activity,
  }
}
