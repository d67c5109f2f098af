import { LedgerError } from './errors.ts'
import type { Balance, Queryable, Time } from './types.ts'
import { checkId, checkTime } from './validate.ts'

type Row = Omit<Balance, 'balance' | 'held' | 'available' | 'version'> & {
  balance: string
  held: string
  version: string
}

/**
 * State of one account now. Holds that ran out by `at` (now when left out) do not count.
 * @throws LedgerError ACCOUNT_NOT_FOUND
 */
export async function balance(q: Queryable, id: string, at?: Time): Promise<Balance> {
  const [found] = await balances(q, [id], at)
  if (!found) throw new Error('balances answered nothing')
  return found
}

/**
 * State of several accounts in one statement, in the order of `ids`.
 * @throws LedgerError ACCOUNT_NOT_FOUND when one of them is unknown
 */
export async function balances(q: Queryable, ids: readonly string[], at?: Time): Promise<Balance[]> {
  const { rows } = await q.query<Row>(
    `SELECT a.id AS account_id, a.type, a.normal_side, a.currency, coalesce(e.balance_after, 0)::text AS balance,
       (coalesce(e.held_after, 0) - coalesce(x.expired, 0))::text AS held, coalesce(e.seq, 0)::text AS version
     FROM ledger.account a
     LEFT JOIN LATERAL (
       SELECT balance_after, held_after, seq FROM ledger.entry WHERE account_no = a.no ORDER BY seq DESC LIMIT 1
     ) e ON true
     LEFT JOIN LATERAL (
       SELECT sum(amount)::bigint AS expired FROM ledger.open_hold
       WHERE account_no = a.no AND expires_at <= $2::timestamptz AND e.held_after > 0
     ) x ON true
     WHERE a.id = ANY ($1::text[])`,
    [ids.map((id) => checkId(id)), checkTime(at)],
  )
  return inOrder(ids, rows)
}

/**
 * State of one account as it was at a time, by the time of its entries. `held` is what the books said then; a hold
 * that had run out counts until the entry that ended it.
 * @throws LedgerError ACCOUNT_NOT_FOUND, TIME_INVALID
 */
export async function balanceAt(q: Queryable, id: string, at: Time): Promise<Balance> {
  const { rows } = await q.query<Row>(
    `SELECT a.id AS account_id, a.type, a.normal_side, a.currency, coalesce(e.balance_after, 0)::text AS balance,
       coalesce(e.held_after, 0)::text AS held, coalesce(e.seq, 0)::text AS version
     FROM ledger.account a
     LEFT JOIN ledger.entry e ON e.account_no = a.no AND e.seq = (SELECT ledger.seq_at(a.no, $2::timestamptz))
     WHERE a.id = $1::text`,
    [checkId(id), checkTime(at)],
  )
  const [found] = inOrder([id], rows)
  if (!found) throw new Error('inOrder answered nothing')
  return found
}

function inOrder(ids: readonly string[], rows: Row[]): Balance[] {
  const byId = new Map(rows.map((row) => [row.account_id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (!row) throw new LedgerError('ACCOUNT_NOT_FOUND', 'There is no such account.', { account_id: id })
    const posted = Number(row.balance)
    const held = Number(row.held)
    return { ...row, balance: posted, held, available: posted - held, version: Number(row.version) }
  })
}
