import type { Locale, LocalizedText, Role, StaffMember } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { hashPassword, requireStrongPassword } from '../identity/index.ts'
import { AppError, type Db, type Doer, found, newId, normaliseAddress, type Tx } from '../platform/index.ts'
import { insertStaff, selectStaff } from './queries.ts'

/**
 * Makes a staff account, with the next badge number, and records who made it. Last in its transaction: it writes to the audit record.
 * Throws PASSWORD_WEAK, INPUT_INVALID (no e-mail address), STAFF_EXISTS.
 */
export const createStaffMember = async (
  tx: Tx,
  member: {
    email: string
    name: LocalizedText
    roles: readonly Role[]
    password: string
    locale?: Locale
    /** The password was chosen by somebody else than its owner, who replaces it at the first sign-in. */
    must_change_password?: boolean
    /** Of the demo world: may leave the second factor out there. */
    demo?: boolean
    doer: Doer
  },
): Promise<StaffMember> => {
  const { name, password, locale = 'zh-CN', must_change_password = false, demo = false, doer } = member
  const address = normaliseAddress(member.email)
  if (address?.kind !== 'email')
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'email', message: 'no valid e-mail address' }] })
  requireStrongPassword(password, [name.zh, name.en, address.value])
  const roles = [...new Set(member.roles)]
  const password_hash = await hashPassword(password)
  const created = await insertStaff(tx, {
    id: newId('staff'),
    email: address.value,
    name,
    roles,
    locale,
    password_hash,
    must_change_password,
    demo,
  })
  if (!created) throw new AppError('STAFF_EXISTS', { fields: [{ path: 'email', message: 'has an account' }] })
  await recordAudit(tx, {
    doer,
    action: 'staff.created',
    subject: created.id,
    detail: { email: created.email, badge: created.badge, roles },
  })
  return created
}

/** A staff member, also one who has left. Throws NOT_FOUND. */
export const getStaffMember = async (tx: Tx | Db, id: string): Promise<StaffMember> =>
  found((await selectStaff(tx, [id]))[0])

/** How a customer knows who serves them. */
export type Agent = { name: LocalizedText; badge: string }

/** Agents as customers know them, by id; unknown ids are left out. */
export const getAgents = async (tx: Tx | Db, ids: readonly string[]): Promise<ReadonlyMap<string, Agent>> =>
  new Map((await selectStaff(tx, [...new Set(ids)])).map(({ id, name, badge }) => [id, { name, badge }]))

/** The agent as customers know them. Throws NOT_FOUND. */
export const getAgent = async (tx: Tx | Db, id: string): Promise<Agent> => {
  const { name, badge } = await getStaffMember(tx, id)
  return { name, badge }
}
