import type { Recovery, RecoveryReview } from '@topay/contract'
import { findCustomerByAddress, maskAddress, maskedCustomers } from '../../identity/index.ts'
import type { Db, Tx } from '../../platform/index.ts'
import { getAgents } from '../../staff/index.ts'
import type { VerificationDeps } from '../deps.ts'
import { documentsOfRecoveries, type DocumentRow } from '../documents/queries.ts'
import { toDocument } from '../documents/store-document.ts'
import { openPerson } from '../names.ts'
import type { Signal } from '../signals.ts'
import { type RecoveryRow, stepsOf, type StepRow } from './queries.ts'

const toStep = ({ at, status, by, message_zh, message_en }: StepRow): Recovery['steps'][number] => ({
  at,
  status,
  by,
  message: message_zh !== null && message_en !== null ? { zh: message_zh, en: message_en } : null,
})

/** How many of the two have looked and said what they think. */
const reviewsDone = (row: RecoveryRow): number => {
  if (row.status === 'approved') return 2
  if (row.status === 'rejected') return row.second_reviewer_id === null ? 1 : 2
  return row.status === 'in_review' && row.approval_id !== null ? 1 : 0
}

const toRecovery = (row: RecoveryRow, documents: readonly DocumentRow[], steps: readonly StepRow[]): Recovery => ({
  id: row.id,
  status: row.status,
  reason: row.reason,
  contact: maskAddress(row.value),
  identifier: row.identifier === null ? null : maskAddress(row.identifier),
  case_number: row.case_number,
  answer_by: row.answer_by,
  documents: documents.map(toDocument),
  steps: steps.map(toStep),
  reviews_done: reviewsDone(row),
})

/** Requests as their applicants see them: the same whether or not there is such an account. */
export const toRecoveries = async (tx: Tx | Db, rows: readonly RecoveryRow[]): Promise<Recovery[]> => {
  const ids = rows.map(({ id }) => id)
  const documents = await documentsOfRecoveries(tx, ids)
  const steps = await stepsOf(tx, ids)
  return rows.map((row) => toRecovery(row, documents.get(row.id) ?? [], steps.get(row.id) ?? []))
}

/** Whether a colleague has a request in hand as one of the two who decide: only then do its pictures open for them. */
export const hasInHand = (row: RecoveryRow, staffId: string): boolean =>
  row.status === 'in_review' && (row.first_reviewer_id === staffId || row.second_reviewer_id === staffId)

/** Requests as colleagues see them; name and number in clear only for one of the two who have it in hand. */
export const toRecoveryReviews = async (
  tx: Tx | Db,
  config: VerificationDeps['config'],
  rows: readonly RecoveryRow[],
  viewer: string | null,
): Promise<RecoveryReview[]> => {
  const seen = await toRecoveries(tx, rows)
  const customers = await maskedCustomers(
    tx,
    rows.flatMap(({ customer_id }) => customer_id ?? []),
  )
  const agents = await getAgents(
    tx,
    rows.flatMap(({ first_reviewer_id, second_reviewer_id }) =>
      [first_reviewer_id ?? [], second_reviewer_id ?? []].flat(),
    ),
  )
  const reviewer = (id: string | null) => {
    const agent = id === null ? undefined : agents.get(id)
    return id !== null && agent ? { id, ...agent } : null
  }
  const reviews: RecoveryReview[] = []
  for (const [at, row] of rows.entries()) {
    const recovery = seen[at]
    if (!recovery) continue
    const { legal_name, document_number } = row
    const sealed = legal_name !== null && document_number !== null ? { id: row.id, legal_name, document_number } : null
    const person =
      sealed !== null && viewer !== null && hasInHand(row, viewer)
        ? await openPerson(tx, config, 'recovery', sealed)
        : null
    reviews.push({
      ...recovery,
      customer_id: row.customer_id,
      customer_name: row.customer_id === null ? null : (customers.get(row.customer_id)?.name ?? null),
      legal_name: person?.legal_name ?? null,
      document_type: row.document_type,
      document_number: person?.document_number ?? null,
      message: row.message,
      first_reviewer: reviewer(row.first_reviewer_id),
      second_reviewer: reviewer(row.second_reviewer_id),
      approval_id: row.approval_id,
      case_id: row.case_id,
      // Written by us, in the contract's shape.
      signals: row.signals as Signal[],
    })
  }
  return reviews
}

/** The account that the applicant's own address belongs to, if any; for the reviewers, never for the applicant. */
export const contactOwner = async (tx: Tx, { kind, value }: RecoveryRow): Promise<string | null> =>
  (await findCustomerByAddress(tx, { kind, value })) ?? null
