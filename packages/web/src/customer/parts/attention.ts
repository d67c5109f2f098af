import type { CustomerCase, Diagnosis, MoneyRequest, Transaction, Transfer } from '@topay/contract'

/** One thing that the customer should look at. */
export type Attention =
  | { kind: 'failed'; bill: Transaction; diagnosis: Diagnosis }
  | { kind: 'checking'; bill: Transaction }
  | { kind: 'request'; request: MoneyRequest }
  | { kind: 'packet'; transfer: Transfer }
  | { kind: 'case'; mine: CustomerCase; why: 'replied' | 'waiting_you' | 'rate' | 'open' }

/** How long a closed case asks for its rating, in ms: two days, then it is old news. */
const RATE_FOR = 2 * 86_400_000

/** The failed and unsettled payments that may need something, newest first; each failed one is then diagnosed. */
export const suspects = (bills: readonly Transaction[], most = 4): Transaction[] =>
  bills.filter((bill) => bill.kind === 'payment' && bill.status !== 'succeeded').slice(0, most)

/**
 * What needs a look, most pressing first: a failed payment whose order still waits and is not paid, a payment whose
 * result is not known, then cases. A failed payment that was paid since, or whose order is over, needs nothing; of two
 * failed payments of one order the newer one speaks.
 */
export const attentionOf = (
  bills: readonly Transaction[],
  diagnoses: ReadonlyMap<string, Diagnosis>,
  cases: readonly CustomerCase[],
  now: number,
): Attention[] => {
  const orders = new Set<string>()
  const payments: Attention[] = []
  for (const bill of bills) {
    if (bill.kind !== 'payment' || bill.payment_id === null) continue
    if (bill.status === 'unknown' || bill.status === 'pending') payments.push({ kind: 'checking', bill })
    const diagnosis = diagnoses.get(bill.payment_id)
    if (bill.status !== 'failed' || !diagnosis || orders.has(diagnosis.order_id)) continue
    orders.add(diagnosis.order_id)
    const waits = diagnosis.order_status === 'open' && Date.parse(diagnosis.order_expires_at) > now
    if (waits && diagnosis.paid_by === null) payments.push({ kind: 'failed', bill, diagnosis })
  }
  return [...payments, ...cases.flatMap((mine) => caseAttention(mine, now))]
}

/** How long an unopened red packet is news, in ms: a week. It stays in the bills. */
const PACKET_FOR = 7 * 86_400_000

/** Bills that may be red packets nobody has opened, newest first; each is then read. */
export const receivedBills = (bills: readonly Transaction[], now: number, most = 4): Transaction[] =>
  bills
    .filter((bill) => bill.transfer_id !== null && bill.direction === 'in' && bill.status === 'succeeded')
    .filter((bill) => now - Date.parse(bill.created_at) < PACKET_FOR)
    .slice(0, most)

/** What people ask for and what they sent: requests that wait for the customer, and red packets that were not opened. */
export const peopleAttention = (
  requests: readonly MoneyRequest[],
  transfers: readonly Transfer[],
  now: number,
): Attention[] => [
  ...requests
    .filter((one) => one.direction === 'to_me' && one.status === 'open' && Date.parse(one.expires_at) > now)
    .map((request) => ({ kind: 'request', request }) as const),
  ...transfers
    .filter((one) => one.direction === 'in' && one.style === 'red_packet' && one.opened_at === null)
    .map((transfer) => ({ kind: 'packet', transfer }) as const),
]

const caseAttention = (mine: CustomerCase, now: number): Attention[] => {
  if (mine.unread > 0) return [{ kind: 'case', mine, why: 'replied' }]
  if (mine.status === 'waiting_customer') return [{ kind: 'case', mine, why: 'waiting_you' }]
  if (mine.status === 'open') return [{ kind: 'case', mine, why: 'open' }]
  const fresh = mine.closed_at !== null && now - Date.parse(mine.closed_at) < RATE_FOR
  return fresh && mine.rating === null ? [{ kind: 'case', mine, why: 'rate' }] : []
}
