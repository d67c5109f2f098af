import { entries, type Entry, LedgerError } from '@topay/ledger'
import { asQueryable, type Db } from '../platform/index.ts'
import { bankAccount } from '../wallet/index.ts'
import type { Movement } from './bank-side.ts'

/** A posting on the account of our money at the bank: `net` is what it added (minor units); `movement` null when it is none that a bank can have made. */
export type Posting = { transfer_id: string; at: string; net: number; movement: Movement | null }

const PAGE = 1_000
const ours = /(?:pay|top|wdr|ret)_[0-9a-f]{32}/

/** Which movement at the bank a posting stands for: the ids of its transfer and reference say it. */
const movementOf = ({ kind, transfer_id, reference, amount }: Entry): Movement | null => {
  // Money taken for a payment or a top-up that failed stands in the books under the return of it, and at the bank under what it was taken for.
  const named = kind === 'return_taken' ? reference : (ours.exec(transfer_id)?.[0] ?? null)
  if (named === null) return null
  if (named.startsWith('ret_')) return { operation: 'refund', reference: named, status: 'approved', amount }
  if (named.startsWith('wdr_')) {
    const status = kind === 'withdrawal_returned' ? 'returned' : 'approved'
    return { operation: 'payout', reference: named, status, amount }
  }
  return { operation: 'debit', reference: named, status: 'approved', amount }
}

/** What the ledger says of our money at the bank between two moments (RFC 3339, the end not included), a page at a time. */
export async function* booksSide(db: Db, from: string, to: string): AsyncGenerator<Posting[]> {
  const page = { from, to, order: 'oldest' as const, only_posted: true, limit: PAGE }
  let cursor: number | undefined
  for (;;) {
    const found = await entries(asQueryable(db), bankAccount().id, { ...page, cursor }).catch((error: unknown) => {
      if (error instanceof LedgerError && error.code === 'ACCOUNT_NOT_FOUND') return { entries: [], next: null }
      throw error
    })
    yield found.entries.map((entry) => ({
      transfer_id: entry.transfer_id,
      at: entry.at,
      net: entry.direction === 'debit' ? entry.amount : -entry.amount,
      movement: movementOf(entry),
    }))
    if (found.next === null) return
    cursor = found.next
  }
}
