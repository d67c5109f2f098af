import type { LocalizedText, Role, StaffMember } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { hashPassword, requireStrongPassword } from '../identity/index.ts'
import { AppError, type Db, type Doer, found, inTx, recheckSockets } from '../platform/index.ts'
import type { StaffConfig } from './deps.ts'
import { clearTries } from './locks.ts'
import { getStaffMember } from './members.ts'
import { anyAdmin, lockMembers, updateMember } from './queries.ts'
import { removeSecondFactor } from './second-factor-queries.ts'
import { endSessions } from './sessions.ts'
import { endSignIns, storePassword } from './sign-in-queries.ts'

type By = Doer & { kind: 'staff' }

/**
 * Changes a colleague's name or roles, lets them go or takes them back, on record. Whoever goes is out at once: sessions, sockets and sign-ins on their way
 * end. One's own name may be changed, nothing else of one's own. Throws STAFF_SELF, STAFF_LAST_ADMIN, NOT_FOUND.
 */
export const updateStaff = (
  db: Db,
  given: {
    staff_id: string
    name?: LocalizedText | undefined
    roles?: Role[] | undefined
    active?: boolean | undefined
    by: By
  },
): Promise<StaffMember> =>
  inTx(db, async (tx) => {
    const { staff_id, name, active, by } = given
    const roles = given.roles && [...new Set(given.roles)]
    if (staff_id === by.id && (roles !== undefined || active !== undefined)) throw new AppError('STAFF_SELF')
    await lockMembers(tx)
    const before = await getStaffMember(tx, staff_id)
    const after = found(await updateMember(tx, staff_id, { name, roles, active }))
    if (!(await anyAdmin(tx))) throw new AppError('STAFF_LAST_ADMIN')
    const left = before.active && !after.active
    const sessions = left ? await endSessions(tx, staff_id) : 0
    if (left) await endSignIns(tx, staff_id)
    else if (roles) await recheckSockets(tx, { realm: 'staff', id: staff_id })
    const record = (action: string, detail: Record<string, string | number | string[]>): Promise<void> =>
      recordAudit(tx, { doer: by, action, subject: staff_id, detail })
    if (name) await record('staff.renamed', { zh: after.name.zh, en: after.name.en })
    if (roles) await record('staff.roles_changed', { from: before.roles, to: after.roles })
    if (left) await record('staff.deactivated', { sessions })
    if (!before.active && after.active) await record('staff.reactivated', {})
    return after
  })

/**
 * A colleague lost password or app: `password` is good for one sign-in, where they choose their own and set the app up anew. Their sessions end, locks too.
 * Throws STAFF_SELF, PASSWORD_WEAK, NOT_FOUND.
 */
export const resetStaffCredentials = async (
  db: Db,
  config: StaffConfig,
  given: { staff_id: string; password: string; by: By },
): Promise<StaffMember> => {
  const { staff_id, password, by } = given
  if (staff_id === by.id) throw new AppError('STAFF_SELF')
  const { name, email } = await getStaffMember(db, staff_id)
  requireStrongPassword(password, [name.zh, name.en, email])
  const password_hash = await hashPassword(password)
  return inTx(db, async (tx) => {
    await storePassword(tx, staff_id, { password_hash, must_change_password: true })
    await removeSecondFactor(tx, staff_id)
    await endSignIns(tx, staff_id)
    await clearTries(tx, config, { kind: 'password', email }, { kind: 'code', staff_id })
    const sessions = await endSessions(tx, staff_id)
    await recordAudit(tx, { doer: by, action: 'staff.credentials_reset', subject: staff_id, detail: { sessions } })
    return getStaffMember(tx, staff_id)
  })
}
