import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'

/** `broken_at`: number of the first entry that was changed, added, moved or removed. `head`: hash of the last entry in hex; noted elsewhere, it proves later
 * that the chain was not rewritten as a whole. */
export type AuditVerdict = { ok: boolean; entries: number; broken_at: number | null; head: string | null }

const PAGE = 10_000

/** Reads the whole chain and checks that every entry has the next number, follows the hash before it, and hashes to what it says. Reads one state of the
 * database, in pages, and changes nothing. */
export const verifyAudit = (db: Db): Promise<AuditVerdict> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      let last: { seq: number; hash: Buffer } = { seq: 0, hash: Buffer.alloc(0) }
      const broken = (seq: number): AuditVerdict => ({ ok: false, entries: last.seq, broken_at: seq, head: null })
      for (;;) {
        const { rows } = await sql<{ seq: number; prev_hash: Buffer; hash: Buffer; right: boolean }>`
          select seq, prev_hash, hash,
            hash = audit_hash(prev_hash, seq, at, actor_kind, actor_id, action, subject, detail, request_id) as right
          from audit_entry where seq > ${last.seq} order by seq limit ${PAGE}`.execute(tx)
        for (const row of rows) {
          const expected = last.seq + 1
          if (row.seq !== expected || !row.right || !row.prev_hash.equals(last.hash)) return broken(expected)
          last = row
        }
        if (rows.length < PAGE) break
      }
      const stray = await sql<{ seq: number }>`select seq from audit_entry where seq <= 0 limit 1`.execute(tx)
      if (stray.rows[0]) return broken(stray.rows[0].seq)
      const head = await tx.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirst()
      if (head?.seq !== last.seq || !head.hash.equals(last.hash)) return broken(last.seq + 1)
      return { ok: true, entries: last.seq, broken_at: null, head: last.seq > 0 ? last.hash.toString('hex') : null }
    })
