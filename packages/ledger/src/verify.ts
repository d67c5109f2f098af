import type { Queryable } from './types.ts'

/** Something in the books that cannot be. `problem` is a stable code. */
export type Problem = {
  problem:
    | 'ENTRY_WITHOUT_ACCOUNT'
    | 'ENTRY_MISSING'
    | 'ENTRY_WITHOUT_TRANSFER'
    | 'BALANCE_NOT_SUM'
    | 'BALANCE_NEGATIVE'
    | 'TIME_GOES_BACK'
    | 'HASH_WRONG'
    | 'TRANSFER_WITHOUT_ENTRIES'
    | 'TRANSFER_NOT_ITS_LEGS'
    | 'BOOKS_NOT_ZERO'
    | 'HELD_NOT_SUM'
    | 'HOLD_ENDED_BUT_OPEN'
    | 'REVERSED_TOO_MUCH'
  account_id: string | null
  version: number | null
  transfer_id: string | null
  detail: Record<string, unknown> | null
}

export type Verification = {
  ok: boolean
  accounts: number
  transfers: number
  entries: number
  /** At most 100 of each kind. */
  problems: Problem[]
}

/**
 * Reads all the books and proves that they are whole: every entry is there, follows from the one before it and has the
 * right hash; every balance is the sum of its entries; every transfer has exactly the entries its legs call for; all
 * books of a currency sum to zero; what is held is what open holds hold; nothing was reversed beyond its amount.
 * Takes no locks that writers notice.
 */
export async function verify(q: Queryable): Promise<Verification> {
  const { rows } = await q.query<{ counts: Record<'accounts' | 'transfers' | 'entries', number>; problems: Problem[] }>(
    `SELECT json_build_object(
         'accounts', (SELECT count(*) FROM ledger.account),
         'transfers', (SELECT count(*) FROM ledger.transfer WHERE refusal IS NULL),
         'entries', (SELECT count(*) FROM ledger.entry)) AS counts,
       coalesce((SELECT json_agg(p) FROM ledger.verify_books(100) p), '[]'::json) AS problems`,
  )
  const row = rows[0]
  if (!row) throw new Error('verify answered nothing')
  return { ok: row.problems.length === 0, ...row.counts, problems: row.problems }
}
