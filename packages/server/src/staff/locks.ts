import { createHmac } from 'node:crypto'
import { clearCounters, type Counter as Row, reserveTry as reserveOn } from '../identity/index.ts'
import type { Config, Db, Tx } from '../platform/index.ts'

/**
 * What wrong tries are counted by. `password`: one work address, whether or not it has an account, so that a pause tells nothing about who works here;
 * `code`: one account, by whoever passed the first step. They are apart, so that somebody guessing passwords cannot keep those out who come by single
 * sign-on.
 */
export type Counter = { kind: 'password'; email: string } | { kind: 'code'; staff_id: string }

type Secrets = Pick<Config, 'TOPAY_SECRET'>

const rowOf = ({ TOPAY_SECRET }: Secrets, counter: Counter): Row => ({
  scope: 'staff',
  key: createHmac('sha256', TOPAY_SECRET)
    .update(counter.kind === 'password' ? `staff password ${counter.email}` : `staff code ${counter.staff_id}`)
    .digest(),
})

/** `until`: the lock that stands; of an allowed try, the lock that it makes unless it is right. */
export type Reserved = { allowed: true; until: string | null } | { allowed: false; until: string }

/** Counts a try before it is looked at, by the rule and the numbers that customers have (policy `identity.sign_in`). */
export const reserveTry = async (tx: Tx | Db, config: Secrets, counter: Counter): Promise<Reserved> => {
  const tried = await reserveOn(tx, [rowOf(config, counter)])
  return tried.allowed ? { allowed: true, until: tried.reserved[0]?.locked_until ?? null } : tried
}

/** Forgets wrong tries and locks: after a right answer, or when an administrator sets the credentials anew. */
export const clearTries = (tx: Tx | Db, config: Secrets, ...counters: Counter[]): Promise<void> =>
  clearCounters(
    tx,
    counters.map((counter) => rowOf(config, counter)),
  )
