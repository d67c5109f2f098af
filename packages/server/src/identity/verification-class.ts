import { AppError, type Db, found, invariant, type Tx } from '../platform/index.ts'
import { selectVerificationClass, updateVerificationClass } from './queries.ts'

/** How well we know a customer: 1 address confirmed, 2 identity document reviewed, 3 document, selfie and a second proof. */
export type VerificationClass = 1 | 2 | 3

/** What a class above I rests on: the day until which the document is valid (null: for good), and the name in it, sealed as `customer.verified_name`. */
export type VerificationProof = { verified_until: string | null; verified_name: Buffer | null }

const toClass = (level: number): VerificationClass => {
  invariant(level === 1 || level === 2 || level === 3, `a verification class is 1, 2 or 3, not ${level}`)
  return level
}

/** The class of a customer. Throws NOT_FOUND. */
export const verificationClass = async (tx: Tx | Db, customerId: string): Promise<VerificationClass> =>
  toClass(found(await selectVerificationClass(tx, customerId)).verification_class)

/** The class of a customer and what it rests on. Throws NOT_FOUND. */
export const verifiedAs = async (
  tx: Tx | Db,
  customerId: string,
): Promise<VerificationProof & { verification_class: VerificationClass }> => {
  const { verification_class, ...proof } = found(await selectVerificationClass(tx, customerId))
  return { ...proof, verification_class: toClass(verification_class) }
}

/** Sets the class of a customer; whoever calls it has seen the proof, which stays as it is when none is given. Throws NOT_FOUND. */
export const setVerificationClass = async (
  tx: Tx,
  customerId: string,
  level: VerificationClass,
  proof?: VerificationProof,
): Promise<void> => {
  if (!(await updateVerificationClass(tx, customerId, { verification_class: level, ...proof })))
    throw new AppError('NOT_FOUND')
}
