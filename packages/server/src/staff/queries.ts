import { sql } from 'kysely'
import type { Locale, LocalizedText, Role, StaffMember } from '@topay/contract'
import { type Db, timestamp, type Tx } from '../platform/index.ts'

type StaffRow = {
  id: string
  email: string
  name_zh: string
  name_en: string
  badge: string
  roles: Role[]
  active: boolean
  locale: Locale
  demo: boolean
  last_seen_at: string | null
  totp_confirmed_at: string | null
}
const columns = [
  'id',
  'email',
  'name_zh',
  'name_en',
  'badge',
  'roles',
  'active',
  'locale',
  'demo',
  'last_seen_at',
  'totp_confirmed_at',
] as const

const toMember = ({ name_zh, name_en, totp_confirmed_at, ...row }: StaffRow): StaffMember => ({
  ...row,
  two_factor: totp_confirmed_at !== null,
  name: { zh: name_zh, en: name_en },
})

/** Undefined when the e-mail address is taken. */
export const insertStaff = async (
  tx: Tx,
  member: {
    id: string
    email: string
    name: LocalizedText
    roles: Role[]
    locale: Locale
    password_hash: string
    must_change_password: boolean
    demo: boolean
  },
): Promise<StaffMember | undefined> => {
  const { name, ...row } = member
  const inserted = await tx
    .insertInto('staff')
    .values({
      ...row,
      name_zh: name.zh,
      name_en: name.en,
      badge: sql<string>`'T' || nextval('staff_badge')`,
      created_at: timestamp(),
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning(columns)
    .executeTakeFirst()
  return inserted && toMember(inserted)
}

/** Staff members by id; unknown ids are left out. */
export const selectStaff = async (tx: Tx | Db, ids: readonly string[]): Promise<StaffMember[]> =>
  (
    await tx
      .selectFrom('staff')
      .select(columns)
      .where('id', '=', sql<string>`any(${ids as string[]})`)
      .execute()
  ).map(toMember)

/** Everybody, in the order of their badges. */
export const selectAllStaff = async (db: Db): Promise<StaffMember[]> =>
  (
    await db
      .selectFrom('staff')
      .select(columns)
      .orderBy(sql`length(badge)`)
      .orderBy('badge')
      .execute()
  ).map(toMember)

/** One change of accounts at a time, until the end of the transaction, so that the last administrators cannot dismiss each other. */
export const lockMembers = async (tx: Tx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('topay.staff.members', 0))`.execute(tx)
}

/** Changes an account; undefined when there is none. */
export const updateMember = async (
  tx: Tx,
  id: string,
  change: { name?: LocalizedText | undefined; roles?: Role[] | undefined; active?: boolean | undefined },
): Promise<StaffMember | undefined> => {
  const { name, roles, active } = change
  const updated = await tx
    .updateTable('staff')
    .set({
      id,
      ...(name && { name_zh: name.zh, name_en: name.en }),
      ...(roles && { roles }),
      ...(active !== undefined && { active }),
    })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst()
  return updated && toMember(updated)
}

/** Whether there is an administrator who is here still. */
export const anyAdmin = async (tx: Tx): Promise<boolean> =>
  (await tx
    .selectFrom('staff')
    .select('id')
    .where('active', '=', true)
    .where(sql<boolean>`'admin' = any(roles)`)
    .limit(1)
    .executeTakeFirst()) !== undefined

export const anyStaff = async (tx: Tx): Promise<boolean> =>
  (await tx.selectFrom('staff').select('id').limit(1).executeTakeFirst()) !== undefined

// Sessions

export const insertSession = async (
  tx: Tx,
  session: { id: string; staff_id: string; token_hash: Buffer; user_agent: string; ip: string; expires_at: string },
): Promise<void> => {
  await tx
    .insertInto('staff_session')
    .values({ ...session, created_at: timestamp() })
    .execute()
}

/** The session of a token with the roles its owner has now; undefined when it has ended or its owner has left. */
export const selectSession = (db: Db, tokenHash: Buffer) =>
  db
    .selectFrom('staff_session')
    .innerJoin('staff', 'staff.id', 'staff_session.staff_id')
    .select(['staff_session.id', 'staff_session.staff_id', 'staff.roles', 'staff.last_seen_at'])
    .where('staff_session.token_hash', '=', tokenHash)
    .where('staff_session.revoked_at', 'is', null)
    .where('staff_session.expires_at', '>', timestamp())
    .where('staff.active', '=', true)
    .executeTakeFirst()

export const revokeSession = async (tx: Tx, id: string): Promise<void> => {
  await tx
    .updateTable('staff_session')
    .set({ revoked_at: timestamp() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Ends a session if it is this staff member's and has not ended; false otherwise. */
export const revokeOwnSession = async (tx: Tx, staffId: string, id: string): Promise<boolean> => {
  const revoked = await tx
    .updateTable('staff_session')
    .set({ revoked_at: timestamp() })
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return revoked !== undefined
}

/** Ends every session of a staff member but `except`; answers how many there were. */
export const revokeSessions = async (tx: Tx, staffId: string, except?: string): Promise<number> => {
  const revoked = await tx
    .updateTable('staff_session')
    .set({ revoked_at: timestamp() })
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .returning('id')
    .execute()
  return revoked.length
}

/** The sessions that are open, the newest first. */
export const selectSessions = (db: Db, staffId: string) =>
  db
    .selectFrom('staff_session')
    .select(['id', 'user_agent', 'ip', 'created_at', 'expires_at'])
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', timestamp())
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export const noteSeen = async (db: Db, staffId: string): Promise<void> => {
  await db.updateTable('staff').set({ last_seen_at: timestamp() }).where('id', '=', staffId).execute()
}

// The one-time token of the first administrator

const SETUP_TOKEN = 'staff.setup_token'

/** One set-up at a time, until the end of the transaction. */
export const lockSetup = async (tx: Tx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('topay.staff.setup', 0))`.execute(tx)
}

/** Keeps the hash (hex) of the token that counts from now on. */
export const storeSetupTokenHash = async (tx: Tx, hash: string): Promise<void> => {
  const row = { value: JSON.stringify(hash), updated_at: timestamp() }
  await tx
    .insertInto('setting')
    .values({ key: SETUP_TOKEN, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

export const selectSetupTokenHash = async (tx: Tx): Promise<string | null> => {
  const row = await tx.selectFrom('setting').select('value').where('key', '=', SETUP_TOKEN).executeTakeFirst()
  return typeof row?.value === 'string' ? row.value : null
}

export const deleteSetupToken = async (tx: Tx): Promise<void> => {
  await tx.deleteFrom('setting').where('key', '=', SETUP_TOKEN).execute()
}
