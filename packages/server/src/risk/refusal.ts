import type { LocalizedText } from '@topay/contract'
import { fromNow, type Tx } from '../platform/index.ts'
import { riskPolicy } from './policy.ts'
import { countRefused, findStandingFlags } from './queries.ts'

export type RiskRefusal = {
  failure_code: 'RISK_ACCT' | 'RISK_PAYEE' | 'RISK_REJECT'
  /** RISK_ACCT: what the restricted customer is told. */
  told_reason?: LocalizedText
}

/**
 * What forbids a payment or transfer for reasons of risk; null when nothing does. RISK_ACCT: the payer's account is restricted; RISK_PAYEE: the payee looks
 * suspicious; RISK_REJECT: too many refusals in a short time (policy `risk`), until they lie far enough back. `payee_id`: a customer or merchant.
 */
export const riskRefusal = async (
  tx: Tx,
  parties: { payer_id: string; payee_id: string },
): Promise<RiskRefusal | null> => {
  const { payer_id, payee_id } = parties
  const flags = await findStandingFlags(tx, [payer_id, payee_id])
  const restricted = flags.find(({ subject_id, level }) => subject_id === payer_id && level === 'restricted')
  if (restricted) {
    const { told_zh: zh, told_en: en } = restricted
    return { failure_code: 'RISK_ACCT', ...(zh !== null && en !== null && { told_reason: { zh, en } }) }
  }
  if (flags.some(({ subject_id, level }) => subject_id === payee_id && level === 'suspicious_payee'))
    return { failure_code: 'RISK_PAYEE' }
  const { refused_limit, refused_window_ms } = await riskPolicy.read(tx)
  const refused = await countRefused(tx, payer_id, fromNow(-refused_window_ms))
  return refused > refused_limit ? { failure_code: 'RISK_REJECT' } : null
}
