import { ApiError } from '@topay/contract/web'
import { client, type Input, type Output } from '#shared/api/client.ts'
import { isPassing } from '#shared/api/explain-error.ts'
import type { Intent, MoneyOperation } from '#shared/api/intents.ts'

/** What became of a request whose answer was lost. */
export type Outcome =
  | { kind: 'found'; result: Output<MoneyOperation> }
  /** The server had not got it, and nothing was done. */
  | { kind: 'absent' }
  /** No answer again. */
  | { kind: 'silent' }

type Ask = <Id extends MoneyOperation>(operation: Id, input: Input<Id>) => Promise<Output<Id>>

/**
 * Asks what became of an intent: the same key and content, without the secrets. Such a request never starts anything:
 * the answer is the one that was lost, or the refusal of a request that lacks what proves who sends it.
 * A top-up takes no secret, so asking late would charge the card; after `TOP_UP_ASKED` only the bills say what happened.
 */
export const askOutcome = async (
  intent: Pick<Intent, 'operation' | 'input' | 'key'>,
  ask: Ask = client,
): Promise<Outcome> => {
  try {
    const input = { ...(intent.input as Input<MoneyOperation>), idempotencyKey: intent.key }
    return { kind: 'found', result: await ask(intent.operation, input as never) }
  } catch (error) {
    if (isPassing(error)) return { kind: 'silent' }
    // The session is over: the question stands until somebody has signed in again.
    if (error instanceof ApiError && error.problem.status === 401) return { kind: 'silent' }
    return { kind: 'absent' }
  }
}

/** How long after the press a lost top-up may still be asked for with its key, in ms. */
export const TOP_UP_ASKED = 10 * 60_000
