import type { FactorChoice, FactorProof } from '@topay/contract'
import type { Tx } from '../../platform/index.ts'
import type { CodeKeeping } from '../codes.ts'
import { listFactors } from '../factors/list-factors.ts'
import { verifyPasskey } from '../factors/passkeys.ts'
import { takeRecoveryCode } from '../factors/recovery-codes.ts'
import { verifyTotp } from '../factors/totp.ts'
import type { ResetRow } from './queries.ts'

/**
 * The second factors that a reset takes beside its code: those of an account with an authenticator app or a passkey, and then never another code that is sent,
 * or whoever has the mailbox or the telephone would be in. Empty: the account has neither, and the code is enough.
 */
export const resetFactors = async (tx: Tx, customerId: string): Promise<FactorChoice[]> => {
  const own = (await listFactors(tx, customerId)).filter(({ method }) => method !== 'sms' && method !== 'email')
  return own.some(({ method }) => method === 'totp' || method === 'passkey') ? own : []
}

/** Whether a proof is one of those that are wanted, and right. A refusal must be committed, or the try is not counted. */
export const proofFits = async (
  tx: Tx,
  config: Pick<CodeKeeping, 'TOPAY_SECRET'>,
  given: { reset: ResetRow & { customer_id: string }; wanted: readonly FactorChoice[]; proof: FactorProof },
): Promise<boolean> => {
  const { reset, wanted, proof } = given
  const { customer_id, passkey_challenge: challenge } = reset
  if (!wanted.some(({ method }) => method === proof.method)) return false
  switch (proof.method) {
    case 'totp':
      return verifyTotp(tx, config, customer_id, proof.code)
    case 'recovery_code':
      return takeRecoveryCode(tx, config, customer_id, proof.code)
    case 'passkey':
      return (
        challenge !== null && (await verifyPasskey(tx, { challenge, response: proof.passkey, customer_id })) !== null
      )
    case 'sms':
    case 'email':
      return false
  }
}
