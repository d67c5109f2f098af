import { recordAudit } from '../audit/index.ts'
import { hashPassword, verifyPassword } from '../identity/index.ts'
import { AppError, type Db, type Doer, found, inTx, type StaffActor } from '../platform/index.ts'
import type { StaffConfig } from './deps.ts'
import { clearTries, reserveTry } from './locks.ts'
import { verifyTotp } from './second-factor.ts'
import { endSessions } from './sessions.ts'
import { requireOwnPassword } from './sign-in.ts'
import { selectEnteringById, storePassword } from './sign-in-queries.ts'

/**
 * Changes one's own password, with the current one and, where the app is set up, its code; every other session ends. Wrong tries are counted like those of a
 * sign-in. Throws CREDENTIALS_WRONG, CODE_WRONG, PASSWORD_WEAK, SIGN_IN_PAUSED.
 */
export const changeStaffPassword = async (
  db: Db,
  config: StaffConfig,
  given: {
    actor: StaffActor
    current_password: string
    password: string
    code?: string | undefined
    request_id: string
  },
): Promise<void> => {
  const { actor, password, code, request_id } = given
  const member = found(await selectEnteringById(db, actor.id))
  const byPassword = { kind: 'password', email: member.email } as const
  const tried = await reserveTry(db, config, byPassword)
  if (!tried.allowed) throw new AppError('SIGN_IN_PAUSED', { retryAt: tried.until })
  if (!(await verifyPassword(member.password_hash, given.current_password))) throw new AppError('CREDENTIALS_WRONG')
  await clearTries(db, config, byPassword)
  await requireOwnPassword(member, password)
  const password_hash = await hashPassword(password)
  const result = await inTx(db, async (tx) => {
    if (member.totp_confirmed_at !== null) {
      const byCode = { kind: 'code', staff_id: actor.id } as const
      const reserved = await reserveTry(tx, config, byCode)
      if (!reserved.allowed) return { paused: reserved.until }
      if (code === undefined || !(await verifyTotp(tx, config, actor.id, code))) return 'wrong'
      await clearTries(tx, config, byCode)
    }
    await storePassword(tx, actor.id, { password_hash, must_change_password: false })
    const sessions = await endSessions(tx, actor.id, actor.session_id)
    const doer: Doer = { kind: 'staff', id: actor.id, request_id }
    await recordAudit(tx, { doer, action: 'staff.password_changed', subject: actor.id, detail: { sessions } })
    return 'changed'
  })
  if (result === 'wrong') throw new AppError('CODE_WRONG')
  if (typeof result === 'object') throw new AppError('SIGN_IN_PAUSED', { retryAt: result.paused })
}
