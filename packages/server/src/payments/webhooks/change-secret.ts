import { type SecretChange, seal, type Tx, unseal } from '../../platform/index.ts'
import { lockEndpoints, updateEndpoint } from './queries.ts'

/** Seals the secrets of merchants' endpoints with another secret; what opens with neither stays as it is. Answers how many endpoints it changed. */
export const resealWebhookSecrets = async (tx: Tx, { from, to }: SecretChange): Promise<number> => {
  const again = (id: string, sealed: Buffer): Buffer | null => {
    try {
      return seal(to, 'topay webhook secret', id, unseal(from, 'topay webhook secret', id, sealed))
    } catch {
      return null
    }
  }
  let changed = 0
  for (const { id, secret, previous_secret } of await lockEndpoints(tx)) {
    const newer = again(id, secret)
    const older = previous_secret && again(id, previous_secret)
    if (!newer && !older) continue
    await updateEndpoint(tx, id, { ...(newer && { secret: newer }), ...(older && { previous_secret: older }) })
    changed += 1
  }
  return changed
}
