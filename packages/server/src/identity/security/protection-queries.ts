import { sql } from 'kysely'
import type { OutboundHold } from '@topay/contract'
import type { Db, Tx } from '../../platform/index.ts'

/** Sets a hold, or keeps the one that stands when it ends later. Answers the one in force; undefined when there is no such customer. */
export const extendHold = (tx: Tx, customerId: string, { until, reason }: OutboundHold) => {
  const later = sql<boolean>`outbound_hold_until > ${until}::timestamptz`
  return tx
    .updateTable('customer')
    .set({
      outbound_hold_until: sql<string>`case when ${later} then outbound_hold_until else ${until}::timestamptz end`,
      outbound_hold_reason: sql<
        OutboundHold['reason']
      >`case when ${later} then outbound_hold_reason else ${reason} end`,
    })
    .where('id', '=', customerId)
    .returning(['outbound_hold_until as until', 'outbound_hold_reason as reason'])
    .executeTakeFirst()
}

/** What may stand against money that leaves an account. */
export const selectStops = (tx: Tx | Db, customerId: string) =>
  tx
    .selectFrom('customer')
    .select(['frozen_at', 'frozen_by', 'outbound_hold_until', 'outbound_hold_reason'])
    .where('id', '=', customerId)
    .executeTakeFirst()

/** The account, locked until the transaction ends. References to the customer are not held up. */
export const lockProtected = (tx: Tx, customerId: string) =>
  tx
    .selectFrom('customer')
    .select(['id', 'name', 'frozen_at', 'frozen_by', 'phrase', 'closed_at'])
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()

export const updateFrozen = async (
  tx: Tx,
  customerId: string,
  frozen: { frozen_at: string; frozen_by: 'customer' | 'topay' } | { frozen_at: null; frozen_by: null },
): Promise<void> => {
  await tx.updateTable('customer').set(frozen).where('id', '=', customerId).execute()
}

export const updatePhrase = async (tx: Tx, customerId: string, phrase: string | null): Promise<void> => {
  await tx.updateTable('customer').set({ phrase }).where('id', '=', customerId).execute()
}

/** The anti-phishing phrase; null when none is chosen. */
export const selectPhrase = async (tx: Tx | Db, customerId: string): Promise<string | null> =>
  (await tx.selectFrom('customer').select('phrase').where('id', '=', customerId).executeTakeFirst())?.phrase ?? null

/** When the two passwords were chosen, and how the tries of the payment password stand. */
export const selectPasswordFacts = (tx: Tx | Db, customerId: string) =>
  tx
    .selectFrom('customer')
    .select([
      'password_changed_at',
      'payment_password_changed_at',
      'payment_password_failures',
      'payment_password_locked_until',
    ])
    .where('id', '=', customerId)
    .executeTakeFirst()

/** How a challenge of this customer is to be answered. */
export const selectChallengeMethod = async (tx: Tx, customerId: string, challengeId: string) =>
  (
    await tx
      .selectFrom('challenge')
      .select('method')
      .where('id', '=', challengeId)
      .where('customer_id', '=', customerId)
      .executeTakeFirst()
  )?.method
