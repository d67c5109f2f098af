import { type Db, found, now, timestamp, type Tx } from '../../platform/index.ts'
import { policy } from '../policy.ts'
import { reminderPolicy } from './protection-policy.ts'
import { selectPasswordFacts } from './protection-queries.ts'

/** How the two passwords of a customer stand. Times RFC 3339. */
export type PasswordFacts = {
  password_changed_at: string
  /** Old enough to be reminded of; nobody is forced to change it. */
  password_remind: boolean
  /** Null while none is set. */
  payment_password_changed_at: string | null
  payment_password_remind: boolean
  payment_password_tries_left: number
  /** Null when it is not locked. */
  payment_password_locked_until: string | null
}

/** What the check-up and the reminder say about passwords. Throws NOT_FOUND. */
export const passwordFacts = async (tx: Tx | Db, customerId: string): Promise<PasswordFacts> => {
  const row = found(await selectPasswordFacts(tx, customerId))
  const { password_age_ms, payment_password_age_ms } = await reminderPolicy.read(tx)
  const older = (at: string | null, ms: number): boolean => at !== null && now().getTime() - Date.parse(at) >= ms
  const until = row.payment_password_locked_until
  const locked = until !== null && until > timestamp()
  // A lock that has run out leaves all tries again.
  const failures = until === null || locked ? row.payment_password_failures : 0
  return {
    password_changed_at: row.password_changed_at,
    password_remind: older(row.password_changed_at, password_age_ms),
    payment_password_changed_at: row.payment_password_changed_at,
    payment_password_remind: older(row.payment_password_changed_at, payment_password_age_ms),
    payment_password_tries_left: locked ? 0 : policy.payment_password.tries - failures,
    payment_password_locked_until: locked ? until : null,
  }
}
