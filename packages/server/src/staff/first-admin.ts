import { timingSafeEqual } from 'node:crypto'
import { recordAudit } from '../audit/index.ts'
import { AppError, type Db, type Doer, found, inTx, newToken, sha256 } from '../platform/index.ts'
import { createStaffMember } from './members.ts'
import { anyStaff, deleteSetupToken, lockSetup, selectSetupTokenHash, storeSetupTokenHash } from './queries.ts'
import type { StaffConfig } from './deps.ts'
import type { Client } from './sessions.ts'
import { type Entered, nextStep } from './sign-in.ts'
import { selectEnteringById } from './sign-in-queries.ts'

/**
 * A fresh one-time token with which the first administrator is made; null when there is staff already. Stored as a hash, so every start prints a new one, and
 * the newest is the one that counts.
 */
export const issueSetupToken = (db: Db): Promise<string | null> =>
  inTx(db, async (tx) => {
    await lockSetup(tx)
    if (await anyStaff(tx)) return null
    const token = newToken('setup')
    await storeSetupTokenHash(tx, sha256(token).toString('hex'))
    return token
  })

/** Makes the first administrator, who sets the authenticator app up next. Throws SETUP_DONE, SETUP_TOKEN_WRONG, PASSWORD_WEAK. */
export const createFirstAdmin = (
  db: Db,
  config: StaffConfig,
  given: { setup_token: string; name: string; email: string; password: string; client: Client },
): Promise<Entered> =>
  inTx(db, async (tx) => {
    await lockSetup(tx)
    if (await anyStaff(tx)) throw new AppError('SETUP_DONE')
    const expected = await selectSetupTokenHash(tx)
    if (!expected || !timingSafeEqual(Buffer.from(expected, 'hex'), sha256(given.setup_token)))
      throw new AppError('SETUP_TOKEN_WRONG')
    await deleteSetupToken(tx)
    const { name, email, password, client } = given
    const member = await createStaffMember(tx, {
      email,
      name: { zh: name, en: name },
      roles: ['admin'],
      password,
      doer: { kind: 'system', id: 'setup', request_id: client.request_id },
    })
    const doer: Doer = { kind: 'staff', id: member.id, request_id: client.request_id }
    await recordAudit(tx, { doer, action: 'staff.first_admin_created', subject: member.id, detail: { ip: client.ip } })
    return nextStep(tx, config, found(await selectEnteringById(tx, member.id)), client)
  })
