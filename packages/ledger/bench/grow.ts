import type { Pool } from 'pg'
import { closedLoop, median } from '../../../perf/measure.ts'
import type { Bench } from './load.ts'
import type { Growth } from './report.ts'

/**
 * One round: every wallet pays its neighbour one unit, so that all balances stay as they are. Written without the posting
 * function, because it is many times faster so, but with every hash and under the guards of the tables: the books are
 * verified at the end like any others. Nobody may post meanwhile.
 */
const ROUND = `
WITH h AS MATERIALIZED (
  SELECT a.no, a.id, row_number() OVER (ORDER BY a.id) AS i, count(*) OVER () AS n, e.seq, e.balance_after, e.held_after,
    greatest(e.at, $2::timestamptz) AS at, e.hash
  FROM ledger.account a
  CROSS JOIN LATERAL (SELECT * FROM ledger.entry z WHERE z.account_no = a.no ORDER BY z.seq DESC LIMIT 1) e
  WHERE a.id LIKE 'wallet:%'
), t AS MATERIALIZED (
  SELECT p.i, p.i % p.n + 1 AS payee, 'fill ' || lpad($1::text, 9, '0') || ' ' || lpad(p.i::text, 9, '0') AS id,
    '[["' || p.id || '","' || q.id || '",1]]' AS legs
  FROM h p JOIN h q ON q.i = p.i % p.n + 1
), d AS MATERIALIZED (
  SELECT t.*, ledger.transfer_digest(t.id, 'transfer', 'payment', NULL, NULL, t.legs, '{}', $2, NULL) AS digest FROM t
), pays AS MATERIALIZED (
  SELECT h.*, d.id AS transfer_id,
    ledger.entry_hash(h.hash, d.digest, h.no, h.seq + 1, 0, 1, 0, h.balance_after - 1, h.held_after, h.at) AS hash_1
  FROM h JOIN d ON d.i = h.i
), gets AS (
  SELECT p.*, d.id AS payer_transfer,
    ledger.entry_hash(p.hash_1, d.digest, p.no, p.seq + 2, 0, -1, 0, p.balance_after, p.held_after, p.at) AS hash_2
  FROM pays p JOIN d ON d.payee = p.i
), written AS (
  INSERT INTO ledger.transfer (id, op, kind, legs, metadata, at)
  SELECT t.id, 'transfer', 'payment', t.legs::json, '{}', $2 FROM t
)
INSERT INTO ledger.entry (account_no, seq, amount, held, balance_after, held_after, at, leg, transfer_id, hash)
SELECT no, seq + 1, 1, 0, balance_after - 1, held_after, at, 0, transfer_id, hash_1 FROM pays
UNION ALL
SELECT no, seq + 2, -1, 0, balance_after, held_after, at, 0, payer_transfer, hash_2 FROM gets
ORDER BY 1, 2`

/** The rate of random transfers at 64 callers, beside a bare transaction, as the books grow tenfold and tenfold again. */
export async function grow(
  { pool, loads }: Bench,
  options: { most: number; seconds: number; say: (line: string) => void },
): Promise<Growth[]> {
  const found: Growth[] = []
  let round = 0
  for (let goal = 10_000; goal <= options.most; goal *= 10) {
    let entries = await countEntries(pool)
    while (entries < goal) {
      round += 1
      const { rowCount } = await pool.query(ROUND, [round, new Date()])
      entries += rowCount ?? 0
    }
    await pool.query('VACUUM ANALYZE ledger.transfer, ledger.entry')
    const rates: number[] = []
    const bare: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      bare.push((await closedLoop(64, options.seconds * 500, loads.bare.work)).rate)
      rates.push((await closedLoop(64, options.seconds * 1000, loads.random.work)).rate)
    }
    found.push({ entries, per_second: median(rates), of_bare: median(rates) / median(bare) })
    options.say(`${entries} entries: ${Math.round(median(rates))} transfers/s`)
  }
  return found
}

async function countEntries(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM ledger.entry')
  return Number(rows[0]?.count)
}
