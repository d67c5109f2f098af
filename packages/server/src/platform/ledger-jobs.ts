import { expireHolds, type Queryable, seal, type Seal } from '@topay/ledger'
import { z } from 'zod'

import { now } from './clock.ts'
import { asQueryable, type Db, inTx } from './database/database.ts'
import type { Jobs } from './jobs.ts'
import type { Log } from './log.ts'

/** Holds that ran out are written down every hour; the books are sealed once a day (China time 04:40). */
export const ledgerCrontab = ['17 * * * * ledger:expire_holds', '40 20 * * * ledger:seal'].join('\n')

/** One statement ends at most so many holds; the hour's work is as many of them as it takes. */
const HOLDS_AT_ONCE = 500

/**
 * Upkeep of the books. An expired hold stops counting by itself; the job only makes the books say so. The digest of a seal
 * goes into the log too, where whoever can change the database cannot reach it.
 */
export const ledgerJobs = (db: Db, log: Log): Jobs => ({
  'ledger:expire_holds': async () => {
    const at = now()
    for (let ended = HOLDS_AT_ONCE; ended === HOLDS_AT_ONCE;) {
      ended = await inTx(db, (tx) => expireHolds(asQueryable(tx), { at, limit: HOLDS_AT_ONCE }))
    }
  },
  'ledger:seal': async () => {
    const made = await inTx(db, async (tx) => {
      const q = asQueryable(tx)
      const sealed = await seal(q, now())
      await keepSeal(q, sealed)
      return sealed
    })
    log.info({ seal: made.no, digest: made.digest }, 'the books are sealed')
  },
})

const KEY = 'ledger.seal'
const KeptSeal = z.object({ no: z.int().positive(), digest: z.string() })

/** Keeps the newest seal beside the books, for verification to compare with. */
export const keepSeal = async (q: Queryable, { no, digest }: Seal): Promise<void> => {
  await q.query(
    `insert into setting (key, value, updated_at) values ($1, $2::jsonb, $3)
     on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
     where (setting.value->>'no')::bigint < $4`,
    [KEY, JSON.stringify({ no, digest }), now(), no],
  )
}

/** The newest seal that was kept, if there was one. It covers all before it. */
export const readKeptSeal = async (q: Queryable): Promise<Seal | null> => {
  const { rows } = await q.query<{ value: unknown }>('select value from setting where key = $1', [KEY])
  return rows[0] ? KeptSeal.parse(rows[0].value) : null
}
