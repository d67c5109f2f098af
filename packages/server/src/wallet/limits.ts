import { type LimitFacts, type limitKinds, money, type strengths } from '@topay/contract'
import { verificationClass } from '../identity/index.ts'
import { DAY, type Tx } from '../platform/index.ts'
import { startOfChinaDay, startOfChinaYear } from './china-time.ts'
import { limitPolicy } from './policy.ts'
import { findOwnLimits, sumUsed } from './queries.ts'
import type { Refusal } from './refusal.ts'

/** How an operation was confirmed. */
export type Strength = (typeof strengths)[number]
type Db = Parameters<typeof sumUsed>[0]

type Limit = {
  kind: (typeof limitKinds)[number]
  failure_code: 'LIM_CLASS' | 'LIM_AUTH_DAY' | 'LIM_OWN'
  limit: number
  used: number
  /** What this operation would add. */
  wanted: number
  /** When what was used counts no longer; null: never. */
  renews_at: string | null
}

/** The first moment of the next day in China. */
export const nextChinaDay = (at: string): string => new Date(Date.parse(startOfChinaDay(at)) + DAY).toISOString()

/** What the class of a customer allows and how much of it is used at a moment, minor units. `resets_at`: null when it never does. */
export const classLimit = async (
  tx: Db,
  customerId: string,
  at: string,
): Promise<{
  verification_class: 1 | 2 | 3
  period: 'lifetime' | 'year'
  limit: number
  used: number
  resets_at: string | null
}> => {
  const [level, policy] = [await verificationClass(tx, customerId), await limitPolicy.read(tx)]
  const year = startOfChinaYear(at)
  const { from_balance } = await sumUsed(tx, customerId, level === 1 ? null : year.from)
  return {
    verification_class: level,
    period: level === 1 ? 'lifetime' : 'year',
    limit: { 1: policy.class_1_lifetime_amount, 2: policy.class_2_year_amount, 3: policy.class_3_year_amount }[level],
    used: from_balance,
    resets_at: level === 1 ? null : year.next,
  }
}

/** A day's cap of each strength of confirmation, minor units; null: only the class limits it. */
export const dayCaps = async (tx: Db): Promise<Record<Strength, number | null>> => {
  const policy = await limitPolicy.read(tx)
  return { pin: policy.pin_day_amount, second_factor: policy.second_factor_day_amount, passkey: null }
}

const factsOf = ({ kind, limit, used, wanted, renews_at }: Limit): LimitFacts => ({
  kind,
  limit: money(limit),
  used: money(used),
  // What is above the whole limit by itself does not fit tomorrow either.
  resets_at: wanted > limit ? null : renews_at,
})

/**
 * What the limits say to a payment or transfer of `total`, of which `from_balance` comes from the balance (minor units), confirmed by `strength`; null when
 * nothing stands against it. The customer's own limits count balance and cards, those of the class and of the day only the balance; under way counts like
 * done. Call it after `authorise`, which locks the customer's row: then of two operations at once the second sees the first.
 */
export const limitRefusal = async (
  tx: Tx,
  input: { customer_id: string; from_balance: number; total: number; strength: Strength; at: string },
): Promise<Refusal | null> => {
  const { customer_id, from_balance, total, strength, at } = input
  const tomorrow = nextChinaDay(at)
  const own = await findOwnLimits(tx, customer_id)
  const today = await sumUsed(tx, customer_id, startOfChinaDay(at))
  const limits: Limit[] = []
  if (own?.per_payment)
    limits.push({
      kind: 'own_payment',
      failure_code: 'LIM_OWN',
      limit: own.per_payment,
      used: 0,
      wanted: total,
      renews_at: null,
    })
  if (own?.per_day)
    limits.push({
      kind: 'own_day',
      failure_code: 'LIM_OWN',
      limit: own.per_day,
      used: today.total,
      wanted: total,
      renews_at: tomorrow,
    })
  if (from_balance > 0) {
    const { limit, used, resets_at } = await classLimit(tx, customer_id, at)
    limits.push({
      kind: 'class',
      failure_code: 'LIM_CLASS',
      limit,
      used,
      wanted: from_balance,
      renews_at: resets_at,
    })
    const cap = (await dayCaps(tx))[strength]
    if (cap !== null)
      limits.push({
        kind: 'auth_day',
        failure_code: 'LIM_AUTH_DAY',
        limit: cap,
        used: today.from_balance,
        wanted: from_balance,
        renews_at: tomorrow,
      })
  }
  const reached = limits.find(({ limit, used, wanted }) => used + wanted > limit)
  return reached ? { failure_code: reached.failure_code, limit: factsOf(reached) } : null
}
