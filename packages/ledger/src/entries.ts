import { LedgerError } from './errors.ts'
import type { Entry, Operation, Queryable, Time } from './types.ts'
import { checkId, checkTime } from './validate.ts'

/** Which entries to read. Newest first, unless `order` says otherwise. */
export type EntriesPage = {
  /** Continue from the `next` of the page before. */
  cursor?: number | undefined
  /** 1 to 1000, default 50. */
  limit?: number
  order?: 'newest' | 'oldest'
  /** Entries from this time on. */
  from?: Time
  /** Entries before this time. */
  to?: Time
  /** Leave out lines where only a hold changed. */
  only_posted?: boolean
}

type Row = Omit<Entry, 'version' | 'amount' | 'held' | 'balance_after' | 'held_after'> & {
  version: string
  amount: string
  held: string
  balance_after: string
  held_after: string
}

/**
 * One page of an account's entries with the balance after each.
 * @returns the entries, and `next`: the cursor of the page after, or null at the end
 * @throws LedgerError ACCOUNT_NOT_FOUND, PAGE_INVALID, TIME_INVALID
 */
export async function entries(
  q: Queryable,
  accountId: string,
  page: EntriesPage = {},
): Promise<{ entries: Entry[]; next: number | null }> {
  const limit = page.limit ?? 50
  const newest = (page.order ?? 'newest') === 'newest'
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new LedgerError('PAGE_INVALID', 'limit must be an integer from 1 to 1000.')
  }
  if (page.cursor !== undefined && (!Number.isSafeInteger(page.cursor) || page.cursor < 1)) {
    throw new LedgerError('PAGE_INVALID', 'cursor must be the next of a page before.')
  }
  const id = checkId(accountId)
  const account = await q.query<{ no: string; low: string; high: string }>(
    `SELECT no::text AS no,
       CASE WHEN $2::timestamptz IS NULL THEN 0 ELSE ledger.seq_at(no, $2::timestamptz - interval '1 microsecond') END
         ::text AS low,
       CASE WHEN $3::timestamptz IS NULL THEN 9223372036854775807
         ELSE ledger.seq_at(no, $3::timestamptz - interval '1 microsecond') END::text AS high
     FROM ledger.account WHERE id = $1`,
    [id, page.from === undefined ? null : checkTime(page.from), page.to === undefined ? null : checkTime(page.to)],
  )
  const found = account.rows[0]
  if (!found) throw new LedgerError('ACCOUNT_NOT_FOUND', 'There is no such account.', { account_id: id })
  const { rows } = await q.query<Row>(
    `SELECT $1::text AS account_id, e.seq::text AS version, e.transfer_id, t.op, t.kind, e.leg,
       CASE WHEN e.amount <> 0 THEN CASE WHEN e.amount > 0 THEN 'debit' ELSE 'credit' END
         WHEN t.legs -> e.leg ->> 0 = $1::text THEN 'debit' ELSE 'credit' END AS direction,
       abs(e.amount)::text AS amount, e.held::text AS held, e.balance_after::text AS balance_after,
       e.held_after::text AS held_after,
       CASE WHEN t.legs -> e.leg ->> 0 = $1::text THEN t.legs -> e.leg ->> 1 ELSE t.legs -> e.leg ->> 0 END
         AS counter_account,
       t.reference, t.metadata, ledger.iso(e.at) AS at
     FROM ledger.entry e JOIN ledger.transfer t ON t.id = e.transfer_id
     WHERE e.account_no = $2::bigint AND e.seq > $3::bigint AND e.seq <= $4::bigint
       AND ($5::bigint IS NULL OR ${newest ? 'e.seq < $5::bigint' : 'e.seq > $5::bigint'})
       AND (NOT $6::boolean OR e.amount <> 0)
     ORDER BY e.seq ${newest ? 'DESC' : 'ASC'} LIMIT $7::integer`,
    [id, found.no, found.low, found.high, page.cursor ?? null, page.only_posted ?? false, limit + 1],
  )
  const list = rows.slice(0, limit).map((row): Entry => ({
    ...row,
    version: Number(row.version),
    amount: Number(row.amount),
    held: Number(row.held),
    balance_after: Number(row.balance_after),
    held_after: Number(row.held_after),
  }))
  return { entries: list, next: rows.length > limit ? (list.at(-1)?.version ?? null) : null }
}

type OperationRow = Omit<Operation, 'legs' | 'replayed'> & {
  legs: [string, string, number][]
  refusal: string | null
}

/** An operation of the books by its id, `refusal` set when it was remembered as refused; null when unknown. */
export async function getOperation(
  q: Queryable,
  id: string,
): Promise<(Omit<Operation, 'replayed'> & { refusal: string | null }) | null> {
  const { rows } = await q.query<OperationRow>(
    `SELECT id, op, kind, legs, target, reference, metadata, refusal, ledger.iso(at) AS at,
       ledger.iso(expires_at) AS expires_at
     FROM ledger.transfer WHERE id = $1`,
    [id],
  )
  const row = rows[0]
  if (!row) return null
  const legs = row.legs.map(([debit_account, credit_account, amount]) => ({ debit_account, credit_account, amount }))
  return { ...row, legs }
}
