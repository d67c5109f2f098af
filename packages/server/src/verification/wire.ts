import type { VerificationReview, VerificationState, VerificationSubmission } from '@topay/contract'
import { isSameName, maskedCustomers, verifiedAs } from '../identity/index.ts'
import { DAY, type Db, type Tx } from '../platform/index.ts'
import { getAgents } from '../staff/index.ts'
import { cardHolders } from '../wallet/index.ts'
import type { VerificationDeps } from './deps.ts'
import { documentsOf, type DocumentRow, waitingDocuments } from './documents/queries.ts'
import { toDocument } from './documents/store-document.ts'
import { getCustomerName, openPerson, openVerifiedName } from './names.ts'
import { latestVerification, type VerificationRow } from './queries.ts'
import type { Signal } from './signals.ts'

export const toSubmission = (row: VerificationRow, documents: readonly DocumentRow[]): VerificationSubmission => ({
  id: row.id,
  target_class: row.target_class,
  status: row.status,
  document_type: row.document_type,
  document_number_masked: row.document_number_masked,
  legal_name_masked: row.legal_name_masked,
  // Written by us, from the contract's list.
  reasons: row.reasons as VerificationSubmission['reasons'],
  message: row.message,
  submitted_at: row.submitted_at,
  answer_by: row.answer_by,
  decided_at: row.decided_at,
  documents: documents.map(toDocument),
})

/** The end of a day in China, RFC 3339. */
const endOfDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + DAY).toISOString()

/** Whether the bank confirmed a name for one of the customer's cards. */
export const isBankMatch = async (tx: Tx | Db, customerId: string, name: string): Promise<boolean> =>
  (await cardHolders(tx, customerId)).some((holder) => isSameName(holder, name))

/** The customer's class and where their submission stands. Throws NOT_FOUND. */
export const getVerification = async (
  tx: Tx | Db,
  config: VerificationDeps['config'],
  customerId: string,
): Promise<VerificationState> => {
  const { verification_class, verified_until, verified_name } = await verifiedAs(tx, customerId)
  const name =
    verified_name === null
      ? await getCustomerName(tx, customerId)
      : await openVerifiedName(tx, config, customerId, verified_name)
  const latest = await latestVerification(tx, customerId)
  const documents = latest ? ((await documentsOf(tx, [latest.id])).get(latest.id) ?? []) : []
  return {
    verification_class,
    expires_at: verified_until === null ? null : endOfDay(verified_until),
    submission: latest ? toSubmission(latest, documents) : null,
    uploads: (await waitingDocuments(tx, { customer_id: customerId, recovery_id: null })).map(toDocument),
    bank_match: await isBankMatch(tx, customerId, name),
  }
}

/** Whether a colleague has a submission in hand: it waits for them to decide, and they see what is in it. */
export const isInHand = (row: VerificationRow, staffId: string): boolean =>
  row.reviewer_id === staffId && row.status === 'in_review'

/** Submissions as colleagues see them; name and number in clear only for `viewer`, where they have it in hand. */
export const toReviews = async (
  tx: Tx | Db,
  config: VerificationDeps['config'],
  rows: readonly VerificationRow[],
  viewer: string | null,
): Promise<VerificationReview[]> => {
  const documents = await documentsOf(
    tx,
    rows.map(({ id }) => id),
  )
  const customers = await maskedCustomers(
    tx,
    rows.map(({ customer_id }) => customer_id),
  )
  const reviewers = await getAgents(
    tx,
    rows.flatMap(({ reviewer_id }) => reviewer_id ?? []),
  )
  const reviews: VerificationReview[] = []
  for (const row of rows) {
    const agent = reviewers.get(row.reviewer_id ?? '')
    const person = viewer !== null && isInHand(row, viewer) ? await openPerson(tx, config, 'verification', row) : null
    reviews.push({
      ...toSubmission(row, documents.get(row.id) ?? []),
      customer_id: row.customer_id,
      customer_name: customers.get(row.customer_id)?.name ?? '',
      current_class: (await verifiedAs(tx, row.customer_id)).verification_class,
      legal_name: person?.legal_name ?? null,
      document_number: person?.document_number ?? null,
      document_expires_on: row.document_expires_on,
      reviewer: row.reviewer_id !== null && agent ? { id: row.reviewer_id, ...agent } : null,
      case_id: row.case_id,
      // Written by us, in the contract's shape.
      signals: row.signals as Signal[],
    })
  }
  return reviews
}
