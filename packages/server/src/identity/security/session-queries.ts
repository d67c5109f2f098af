import { sql } from 'kysely'
import { type Db, timestamp, type Tx } from '../../platform/index.ts'

export type NewSession = {
  id: string
  customer_id: string
  token_hash: Buffer
  user_agent: string
  ip: string
  place: string | null
  kind: 'browser' | 'program'
  device_id: string | null
  created_at: string
  expires_at: string
  idle_at: string | null
}

export const insertSession = async (tx: Tx, session: NewSession): Promise<void> => {
  await tx
    .insertInto('customer_session')
    .values({ ...session, last_seen_at: session.created_at })
    .execute()
}

/** The open session of a token, by one look at its index. A browser's is idle only for customers who have a payment password to show money again with. */
export const selectSession = (db: Db, tokenHash: Buffer, at: string) =>
  db
    .selectFrom('customer_session as session')
    .innerJoin('customer', 'customer.id', 'session.customer_id')
    .select((row) => [
      'session.id',
      'session.customer_id',
      'session.last_seen_at',
      row
        .and([row('session.idle_at', '<=', at), row('customer.payment_password_hash', 'is not', null)])
        .$castTo<boolean | null>()
        .as('idle'),
    ])
    .where('session.token_hash', '=', tokenHash)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', at)
    .executeTakeFirst()

/** Notes a request of a session. Idleness that has begun is not ended by it. */
export const touchSession = async (db: Db, id: string, at: string, idleAt: string): Promise<void> => {
  await db
    .updateTable('customer_session')
    .set({
      last_seen_at: at,
      idle_at: sql<string | null>`case when idle_at > ${at} then ${idleAt}::timestamptz else idle_at end`,
    })
    .where('id', '=', id)
    .where('last_seen_at', '<', at)
    .execute()
}

/** A browser's session shows money again. */
export const endIdleness = async (tx: Tx, id: string, idleAt: string): Promise<void> => {
  await tx
    .updateTable('customer_session')
    .set({ idle_at: idleAt })
    .where('id', '=', id)
    .where('kind', '=', 'browser')
    .execute()
}

/** Makes whatever opens or ends sessions of a customer wait until the end of the transaction. Answers what the account is opened with. */
export const lockForSessions = (tx: Tx, customerId: string) =>
  tx
    .selectFrom('customer')
    .select(['password_hash', 'two_factor', 'closed_at'])
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()

/** Ends sessions of a customer: one, those of one device, or all but one. Answers how many were open. */
export const endSessions = async (
  tx: Tx,
  customerId: string,
  which: { only?: string; except?: string | undefined; device?: string | undefined },
): Promise<number> => {
  const at = timestamp()
  const { numUpdatedRows } = await tx
    .updateTable('customer_session')
    .set({ revoked_at: at })
    .where('customer_id', '=', customerId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .$if(which.only !== undefined, (query) => query.where('id', '=', which.only ?? ''))
    .$if(which.except !== undefined, (query) => query.where('id', '<>', which.except ?? ''))
    .$if(which.device !== undefined, (query) => query.where('device_id', '=', which.device ?? ''))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Ends whatever session a token has, whoever's it is; answers whose it was. */
export const endSessionOfToken = (tx: Tx, tokenHash: Buffer) =>
  tx
    .updateTable('customer_session')
    .set({ revoked_at: timestamp() })
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()

/** Ends sign-ins of a customer that are on their way. */
export const endSignIns = async (tx: Tx, customerId: string): Promise<void> => {
  const at = timestamp()
  await tx
    .updateTable('sign_in')
    .set({ used_at: at })
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .execute()
}

export const selectOpenSessions = (db: Db, customerId: string, at: string) =>
  db
    .selectFrom('customer_session')
    .select(['id', 'user_agent', 'place', 'ip', 'created_at', 'last_seen_at', 'expires_at'])
    .where('customer_id', '=', customerId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export const selectSessionDevice = async (db: Db, sessionId: string): Promise<string | null> =>
  (await db.selectFrom('customer_session').select('device_id').where('id', '=', sessionId).executeTakeFirst())
    ?.device_id ?? null

/** Where a session was opened. */
export const selectSessionOrigin = (db: Db, sessionId: string) =>
  db
    .selectFrom('customer_session')
    .select(['device_id', 'ip', 'user_agent'])
    .where('id', '=', sessionId)
    .executeTakeFirst()
