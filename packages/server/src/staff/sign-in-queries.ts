import { type Db, timestamp, type Tx } from '../platform/index.ts'
import type { Client } from './sessions.ts'

export type PendingStep = 'totp' | 'set_up_totp' | 'new_password'

const memberColumns = [
  'staff.id as staff_id',
  'staff.email',
  'staff.name_zh',
  'staff.name_en',
  'staff.password_hash',
  'staff.active',
  'staff.demo',
  'staff.must_change_password',
  'staff.totp_confirmed_at',
] as const

/** Who signs in: what decides about their next step. */
export type Entering = NonNullable<Awaited<ReturnType<typeof selectEntering>>>

/** Who signs in with an address. */
export const selectEntering = (tx: Tx | Db, email: string) =>
  tx.selectFrom('staff').select(memberColumns).where('email', '=', email).executeTakeFirst()

export const selectEnteringById = (tx: Tx | Db, id: string) =>
  tx.selectFrom('staff').select(memberColumns).where('id', '=', id).executeTakeFirst()

export const selectLinked = (tx: Tx, identity: { issuer: string; subject: string }) =>
  tx
    .selectFrom('staff')
    .select(memberColumns)
    .where('oidc_issuer', '=', identity.issuer)
    .where('oidc_subject', '=', identity.subject)
    .executeTakeFirst()

/** Links an account to an identity of the provider; false when it has one already, or has ended. */
export const linkIdentity = async (
  tx: Tx,
  staffId: string,
  identity: { issuer: string; subject: string },
): Promise<boolean> => {
  const linked = await tx
    .updateTable('staff')
    .set({ oidc_issuer: identity.issuer, oidc_subject: identity.subject })
    .where('id', '=', staffId)
    .where('active', '=', true)
    .where('oidc_subject', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return linked !== undefined
}

export const insertSignIn = async (
  tx: Tx | Db,
  row: {
    id: string
    staff_id: string | null
    step: PendingStep | 'single_sign_on'
    totp_secret: Buffer | null
    oidc_state: Buffer | null
    client: Client
    expires_at: string
  },
): Promise<void> => {
  const { client, ...values } = row
  await tx
    .insertInto('staff_sign_in')
    .values({ ...values, ip: client.ip, user_agent: client.user_agent, created_at: timestamp() })
    .execute()
}

/** A sign-in that is still on its way, with whose it is; locked, so that tries are counted one after the other. */
export const lockSignIn = (tx: Tx, id: string) =>
  tx
    .selectFrom('staff_sign_in')
    .innerJoin('staff', 'staff.id', 'staff_sign_in.staff_id')
    .select(['staff_sign_in.id', 'step', 'tries', 'staff_sign_in.totp_secret', ...memberColumns])
    .where('staff_sign_in.id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .where('staff.active', '=', true)
    .forUpdate()
    .executeTakeFirst()

export const countTry = async (tx: Tx, id: string): Promise<void> => {
  await tx
    .updateTable('staff_sign_in')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Ends everything that somebody has on its way. */
export const endSignIns = async (tx: Tx, staffId: string): Promise<void> => {
  await tx
    .updateTable('staff_sign_in')
    .set({ used_at: timestamp(), totp_secret: null })
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .execute()
}

export const endSignIn = async (tx: Tx, id: string): Promise<void> => {
  await tx.updateTable('staff_sign_in').set({ used_at: timestamp(), totp_secret: null }).where('id', '=', id).execute()
}

/** Takes a sign-in at the provider to be finished: nobody else can finish it from here on. */
export const takeSingleSignOn = (db: Db, id: string) =>
  db
    .updateTable('staff_sign_in')
    .set({ used_at: timestamp() })
    .where('id', '=', id)
    .where('step', '=', 'single_sign_on')
    .where('used_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .returning(['id', 'oidc_state'])
    .executeTakeFirst()

/** Gives it back, when the provider could not be asked. */
export const giveBackSingleSignOn = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('staff_sign_in').set({ used_at: null }).where('id', '=', id).execute()
}

/** Replaces a password; the next sign-in asks for another one when it was chosen by an administrator. */
export const storePassword = async (
  tx: Tx,
  staffId: string,
  row: { password_hash: string; must_change_password: boolean },
): Promise<void> => {
  await tx.updateTable('staff').set(row).where('id', '=', staffId).execute()
}

/** Forgets sign-ins and sessions that ended before these times. */
export const deleteEnded = async (db: Db, before: { sign_ins: string; sessions: string }): Promise<void> => {
  await db.deleteFrom('staff_sign_in').where('expires_at', '<', before.sign_ins).execute()
  await db.deleteFrom('staff_session').where('expires_at', '<', before.sessions).execute()
}
