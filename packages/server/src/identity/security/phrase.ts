import type { Verification } from '@topay/contract'
import { inTx } from '../../platform/index.ts'
import type { IdentityDeps } from '../deps.ts'
import { accountFactor, type FactorAnswer, requireFactor } from '../factors/account-factor.ts'
import { type OwnRequest, tellOfChange } from '../factors/own-change.ts'
import { updatePhrase } from './protection-queries.ts'

/**
 * Sets the phrase that stands in every message of ours to the customer, or takes it away (null), confirmed by a second factor: whoever could change it could
 * make our messages look false, and false ones true. Throws FACTOR_NEEDED, CODE_WRONG.
 */
export const setPhrase = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { phrase: string | null; verification?: Verification | undefined },
): Promise<{ phrase: string | null }> => {
  const { customer_id } = own
  const { phrase, verification } = given
  const factor = await inTx(deps.db, async (tx): Promise<FactorAnswer> => {
    const answer = await accountFactor(tx, deps.config, { customer_id, operation: 'set_phrase', verification })
    if (answer !== 'ok') return answer
    await updatePhrase(tx, customer_id, phrase)
    await tellOfChange(tx, deps, own, {
      kind: 'phrase_changed',
      action: 'customer.phrase_changed',
      audit: { set: phrase !== null },
    })
    return answer
  })
  requireFactor(factor)
  return { phrase }
}
