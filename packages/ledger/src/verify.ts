import type { Queryable, Time } from './types.ts'
import { checkTime } from './validate.ts'

/** Something in the books that cannot be. `problem` is a stable code. */
export type Problem = {
  problem:
    | 'ID_TWICE'
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

/** Entries that are checked at a time: what verification takes of the database's memory does not grow with the books. */
const PIECE = 20_000
const MOST_OF_A_KIND = 100

/**
 * Reads all the books and proves that they are whole: every id is there once; every entry is there, follows from the one
 * before it and has the right hash; every balance is the sum of its entries; every transfer has exactly the entries its
 * legs call for; all books of a currency sum to zero; what is held is what open holds hold; nothing was reversed beyond its
 * amount; what was sealed is still there. Takes no locks that writers notice; each of its statements sees the books at one
 * moment, and books that grow meanwhile are as well proven.
 * @param published seals whose digests were kept elsewhere; the books must still contain them
 * @param onProgress told now and then how many entries were checked
 */
export async function verify(
  q: Queryable,
  published: readonly Seal[] = [],
  onProgress: (entries: number) => void = () => undefined,
): Promise<Verification> {
  const problems: Problem[] = []
  const counted = new Map<string, number>()
  const note = (found: readonly Problem[]) => {
    for (const problem of found) {
      const count = (counted.get(problem.problem) ?? 0) + 1
      counted.set(problem.problem, count)
      if (count <= MOST_OF_A_KIND) problems.push(problem)
    }
  }
  let after: Key = FIRST_KEY
  for (let checked = 0; ; checked += PIECE) {
    const upTo = await keyAfter(q, after)
    note(await verifyEntries(q, after, upTo ?? LAST_KEY))
    if (!upTo) break
    after = upTo
    onProgress(checked + PIECE)
  }
  const { counts, problems: others } = await verifySums(q, published)
  note(others)
  return { ok: problems.length === 0, ...counts, problems }
}

/** Place of an entry: number of its account and its version, bigints as text. */
type Key = { account_no: string; seq: string }

const FIRST_KEY: Key = { account_no: '-9223372036854775808', seq: '-9223372036854775808' }
const LAST_KEY: Key = { account_no: '9223372036854775807', seq: '9223372036854775807' }

/** The place of the last entry of the piece that follows `after`, or null when what is left is less than a piece. */
async function keyAfter(q: Queryable, after: Key): Promise<Key | null> {
  const { rows } = await q.query<Key>(
    `SELECT account_no::text AS account_no, seq::text AS seq FROM ledger.entry
     WHERE (account_no, seq) > ($1::bigint, $2::bigint) ORDER BY ledger.entry.account_no, ledger.entry.seq
     OFFSET $3 LIMIT 1`,
    [after.account_no, after.seq, PIECE - 1],
  )
  return rows[0] ?? null
}

async function verifyEntries(q: Queryable, after: Key, upTo: Key): Promise<Problem[]> {
  const { rows } = await q.query<{ problems: Problem[] }>(
    `SELECT coalesce(json_agg(p), '[]'::json) AS problems FROM ledger.verify_entries($1, $2, $3, $4, $5) p`,
    [after.account_no, after.seq, upTo.account_no, upTo.seq, MOST_OF_A_KIND],
  )
  return rows[0]?.problems ?? []
}

async function verifySums(q: Queryable, published: readonly Seal[]) {
  const { rows } = await q.query<{ counts: Record<'accounts' | 'transfers' | 'entries', number>; problems: Problem[] }>(
    `SELECT json_build_object(
         'accounts', (SELECT count(*) FROM ledger.account),
         'transfers', (SELECT count(*) FROM ledger.transfer WHERE refusal IS NULL),
         'entries', (SELECT count(*) FROM ledger.entry)) AS counts,
       coalesce((SELECT json_agg(p) FROM (
         SELECT * FROM ledger.verify_sums($3) UNION ALL SELECT * FROM ledger.verify_seals($3)
         UNION ALL
         SELECT 'SEAL_NOT_AS_PUBLISHED', NULL, NULL, NULL, json_build_object('seal', u.no)
         FROM unnest($1::bigint[], $2::text[]) u (no, digest)
         LEFT JOIN ledger.seal s ON s.no = u.no
         WHERE encode(s.digest, 'hex') IS DISTINCT FROM u.digest
       ) p), '[]'::json) AS problems`,
    [published.map(({ no }) => no), published.map(({ digest }) => digest), MOST_OF_A_KIND],
  )
  const [row] = rows
  if (!row) throw new Error('verify answered nothing')
  return row
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
