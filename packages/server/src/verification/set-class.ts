import { setVerificationClass, verifiedAs, type VerificationClass } from '../identity/index.ts'
import type { Tx } from '../platform/index.ts'
import type { VerificationDeps } from './deps.ts'
import { openPerson, sealVerifiedName } from './names.ts'
import { passedVerifications, type VerificationRow } from './queries.ts'
import { chinaToday } from './signals.ts'

const isLonger = (one: string | null, other: string | null): boolean => other !== null && (one === null || one > other)

const better = (best: VerificationRow | undefined, row: VerificationRow): VerificationRow =>
  best === undefined ||
  row.target_class > best.target_class ||
  (row.target_class === best.target_class && isLonger(row.document_expires_on, best.document_expires_on))
    ? row
    : best

/**
 * Sets the class from what the customer has passed and what is still valid: the highest class, and of that the document that lasts longest; without any, class
 * I. `raise` never lowers a class that came from elsewhere. Answers the class.
 */
export const setClassFromPassed = async (
  tx: Tx,
  config: VerificationDeps['config'],
  customerId: string,
  how: 'raise' | 'anew',
): Promise<VerificationClass> => {
  const today = chinaToday()
  const valid = (await passedVerifications(tx, customerId)).filter(
    ({ document_expires_on }) => document_expires_on === null || document_expires_on >= today,
  )
  const best = valid.reduce<VerificationRow | undefined>(better, undefined)
  const { verification_class } = await verifiedAs(tx, customerId)
  const earned: VerificationClass = best === undefined ? 1 : best.target_class === 3 ? 3 : 2
  const level = how === 'raise' && verification_class > earned ? verification_class : earned
  await setVerificationClass(
    tx,
    customerId,
    level,
    best === undefined
      ? { verified_until: null, verified_name: null }
      : {
          verified_until: best.document_expires_on,
          verified_name: await sealVerifiedName(
            tx,
            config,
            customerId,
            (await openPerson(tx, config, 'verification', best)).legal_name,
          ),
        },
  )
  return level
}
