import type { Verification } from '@topay/contract'
import { AppError, type Tx } from '../../platform/index.ts'
import { answerChallenge } from './challenges.ts'
import { getCustomer } from '../customers.ts'
import { type PaymentPasswordCheck, verifyPaymentPassword } from '../payment-password.ts'
import { lockPaymentPassword } from '../queries.ts'
import type { FactorConfig } from './totp.ts'

const missing = (): AppError =>
  new AppError('INPUT_INVALID', { fields: [{ path: 'payment_password', message: 'needed to pay' }] })

/** Whether a customer confirmed an operation, and how strongly. */
export type Authorisation =
  | { result: 'ok'; strength: 'pin' | 'second_factor' | 'passkey' }
  | Exclude<PaymentPasswordCheck, { result: 'ok' }>
  | { result: 'code_wrong'; tries_left: number }

export type AuthoriseInput = {
  customer_id: string
  payment_password?: string | undefined
  verification?: Verification | undefined
  /** Of the operation that is confirmed: see `bindingOf`. */
  binding: Buffer
  config: FactorConfig
}

/**
 * What is confirmed takes the payment password, and without it nothing is even begun: whoever holds only a session must not leave refusals behind, nor learn
 * from them. Call it in the work of a request key, so that asking again still gets what was done. Throws INPUT_INVALID when it is missing though one is set.
 */
export const requirePaymentPassword = async (
  tx: Tx,
  input: Pick<AuthoriseInput, 'customer_id' | 'payment_password'>,
): Promise<void> => {
  if (input.payment_password !== undefined) return
  const { payment_password } = await getCustomer(tx, input.customer_id)
  if (payment_password !== 'unset') throw missing()
}

/**
 * Checks what a customer confirms an operation with: the payment password first, and then the second factor when there is one. A stolen session alone must not spend
 * anything, so nothing goes without the password. The customer's row stays locked until the transaction ends, so that everything that is confirmed comes one
 * after the other. A refusal is a value: commit it, or the failure is not counted. Throws INPUT_INVALID when the password is missing though one is set,
 * NOT_FOUND.
 */
export const authorise = async (tx: Tx, input: AuthoriseInput): Promise<Authorisation> => {
  const { customer_id, payment_password, verification, binding, config } = input
  if (payment_password === undefined) {
    const stored = await lockPaymentPassword(tx, customer_id)
    if (stored === undefined) throw new AppError('NOT_FOUND')
    if (stored.payment_password_hash === null) return { result: 'unset' }
    throw missing()
  }
  const check = await verifyPaymentPassword(tx, customer_id, payment_password)
  if (check.result !== 'ok') return check
  if (!verification) return { result: 'ok', strength: 'pin' }
  const answer = await answerChallenge(tx, config, { customer_id, binding, verification })
  if (answer.result !== 'ok') return answer
  return { result: 'ok', strength: answer.method === 'passkey' ? 'passkey' : 'second_factor' }
}
