import { AppError, type Db, inTx, normaliseAddress } from '../platform/index.ts'
import { verifyPassword } from './password-hash.ts'
import { selectOwner } from './queries.ts'
import { type Device, type OpenedSession, openSession } from './sessions.ts'

/**
 * Signs a customer in. Throws CREDENTIALS_WRONG, after the same work whether the account exists or not, so that nobody learns from here who is a customer.
 */
export const signIn = async (
  db: Db,
  given: { identifier: string; password: string; device: Device },
): Promise<OpenedSession> => {
  const address = normaliseAddress(given.identifier)
  const owner = address ? await selectOwner(db, address) : undefined
  const right = await verifyPassword(owner?.password_hash ?? null, given.password)
  if (!owner || !right) throw new AppError('CREDENTIALS_WRONG')
  return inTx(db, (tx) => openSession(tx, owner.id, given.device))
}
