import { type SecretChange, seal, type Tx, unseal } from '../platform/index.ts'
import { selectSealedMessages, updateSealed } from './queries.ts'

/** Seals what waits to be sent with another secret; what opens with neither stays as it is. Answers how many it sealed. */
export const resealMessages = async (tx: Tx, { from, to }: SecretChange): Promise<number> => {
  let resealed = 0
  for (const { id, sealed } of await selectSealedMessages(tx)) {
    let text: string
    try {
      text = unseal(from, 'topay outbound message', id, sealed)
    } catch {
      continue
    }
    await updateSealed(tx, id, seal(to, 'topay outbound message', id, text))
    resealed += 1
  }
  return resealed
}
