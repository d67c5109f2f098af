import { AppError, type Db, found, invariant, type Tx } from '../platform/index.ts'
import { selectVerificationClass, updateVerificationClass } from './queries.ts'

/** How well we know a customer: 1 address confirmed, 2 identity document reviewed, 3 document, selfie and a second proof. */
export type VerificationClass = 1 | 2 | 3

/** The class of a customer. Throws NOT_FOUND. */
export const verificationClass = async (tx: Tx | Db, customerId: string): Promise<VerificationClass> => {
  const level = found(await selectVerificationClass(tx, customerId))
  invariant(level === 1 || level === 2 || level === 3, `a verification class is 1, 2 or 3, not ${level}`)
  return level
}

/** Sets the class of a customer; whoever calls it has seen the proof. Throws NOT_FOUND. */
export const setVerificationClass = async (tx: Tx, customerId: string, level: VerificationClass): Promise<void> => {
  if (!(await updateVerificationClass(tx, customerId, level))) throw new AppError('NOT_FOUND')
}
