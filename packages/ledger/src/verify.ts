import type { Queryable, Time } from './types.ts'
import { checkTime } from './validate.ts'

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
    | 'SEALED_ENTRY_GONE'
    | 'SEAL_CHANGED'
    | 'SEAL_NOT_AS_PUBLISHED'
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

/** A seal: its number and its digest (hexadecimal), to be kept where nobody who can change the books can change it. */
export type Seal = { no: number; digest: string }

/**
 * Reads all the books and proves that they are whole: every entry is there, follows from the one before it and has the
 * right hash; every balance is the sum of its entries; every transfer has exactly the entries its legs call for; all
 * books of a currency sum to zero; what is held is what open holds hold; nothing was reversed beyond its amount; what
 * was sealed is still there. Takes no locks that writers notice.
 * @param published seals whose digests were kept elsewhere; the books must still contain them
 */
export async function verify(q: Queryable, published: readonly Seal[] = []): Promise<Verification> {
  const { rows } = await q.query<{ counts: Record<'accounts' | 'transfers' | 'entries', number>; problems: Problem[] }>(
    `SELECT json_build_object(
         'accounts', (SELECT count(*) FROM ledger.account),
         'transfers', (SELECT count(*) FROM ledger.transfer WHERE refusal IS NULL),
         'entries', (SELECT count(*) FROM ledger.entry)) AS counts,
       coalesce((SELECT json_agg(p) FROM (
         SELECT * FROM ledger.verify_books(100) UNION ALL SELECT * FROM ledger.verify_seals(100)
         UNION ALL
         SELECT 'SEAL_NOT_AS_PUBLISHED', NULL, NULL, NULL, json_build_object('seal', u.no)
         FROM unnest($1::bigint[], $2::text[]) u (no, digest)
         LEFT JOIN ledger.seal s ON s.no = u.no
         WHERE encode(s.digest, 'hex') IS DISTINCT FROM u.digest
       ) p), '[]'::json) AS problems`,
    [published.map(({ no }) => no), published.map(({ digest }) => digest)],
  )
  const row = rows[0]
  if (!row) throw new Error('verify answered nothing')
  return { ok: row.problems.length === 0, ...row.counts, problems: row.problems }
}

/**
 * Seals the books: writes down the newest entry of every account that changed since the seal before. Reads every account,
 * so call it from a job, once a day or so, and publish what it answers.
 */
export async function seal(q: Queryable, at?: Time): Promise<Seal> {
  const { rows } = await q.query<{ no: string; digest: string }>(
    `SELECT no::text AS no, encode(digest, 'hex') AS digest FROM ledger.seal_books($1)`,
    [checkTime(at)],
  )
  const row = rows[0]
  if (!row) throw new Error('seal answered nothing')
  return { no: Number(row.no), digest: row.digest }
}
