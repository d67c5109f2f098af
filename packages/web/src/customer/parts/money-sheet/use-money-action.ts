import { ApiError } from '@topay/contract/web'
import { useEffect, useRef, useState } from 'react'
import { client, type Input, type Output } from '#shared/api/client.ts'
import { isPassing } from '#shared/api/explain-error.ts'
import { withoutSecrets, type About, type MoneyOperation } from '#shared/api/intents.ts'
import { useLive } from '../../live/live-context.ts'
import { askOutcome } from './ask-outcome.ts'

/** How often a lost answer is asked for while the page is open, in ms. */
const ASK_EVERY = 4_000

export type MoneyState =
  | { kind: 'idle' }
  /** Not sent: there is no network. */
  | { kind: 'offline' }
  | { kind: 'sending' }
  /** Sent, and no answer came. It is asked for by itself. */
  | { kind: 'lost'; key: string; asking: boolean }
  /** It had not arrived. Sending once more uses the same key. */
  | { kind: 'absent' }
  | { kind: 'refused'; error: unknown }

/**
 * Something that moves money: sent once, whatever breaks. Before it goes out its key is written down; when the answer is
 * lost, the outcome is asked for with that key and nothing is sent again by itself. What this page does not live to see
 * is taken on by `LostMoney`.
 */
export const useMoneyAction = <Id extends MoneyOperation>(
  operation: Id,
  { about, onDone }: { about: About; onDone: (result: Output<Id>, input: Input<Id>) => void },
) => {
  const { intents } = useLive()
  const [state, setState] = useState<MoneyState>({ kind: 'idle' })
  const sent = useRef<Input<Id>>(undefined)
  const done = useRef(onDone)
  useEffect(() => {
    done.current = onDone
  })

  const lostKey = state.kind === 'lost' ? state.key : undefined
  const settle = (key: string, result: Output<Id>) => {
    intents.close(key)
    setState({ kind: 'idle' })
    if (sent.current) done.current(result, sent.current)
  }

  const send = async (input: Input<Id>) => {
    sent.current = input
    if (!navigator.onLine) return setState({ kind: 'offline' })
    const key = intents.open(operation, input, about)
    setState({ kind: 'sending' })
    try {
      settle(key, await client(operation, { ...input, idempotencyKey: key }))
    } catch (error) {
      if (isPassing(error) && !(error instanceof ApiError && error.problem.status < 500)) {
        return setState({ kind: 'lost', key, asking: false })
      }
      // Refused before anything was done.
      intents.close(key)
      setState({ kind: 'refused', error })
    }
  }

  const ask = useRef<() => Promise<void>>(async () => {})
  useEffect(() => {
    ask.current = async () => {
      if (lostKey === undefined || !navigator.onLine) return
      setState({ kind: 'lost', key: lostKey, asking: true })
      // A top-up takes no secret: the same request is the question and, should it not have arrived, the top-up itself.
      const outcome = await askOutcome({ operation, input: withoutSecrets(sent.current), key: lostKey })
      if (outcome.kind === 'found') return settle(lostKey, outcome.result as Output<Id>)
      if (outcome.kind === 'silent') return setState({ kind: 'lost', key: lostKey, asking: false })
      intents.release(lostKey)
      intents.absent(lostKey)
      setState({ kind: 'absent' })
    }
  })
  useEffect(() => {
    if (lostKey === undefined) return
    const look = () => void ask.current()
    look()
    const timer = setInterval(look, ASK_EVERY)
    addEventListener('online', look)
    return () => {
      clearInterval(timer)
      removeEventListener('online', look)
      // Nothing happens to one that is settled; one that is not is watched over elsewhere from now on.
      intents.release(lostKey)
    }
  }, [lostKey, intents])

  return {
    state,
    busy: state.kind === 'sending',
    send: (input: Input<Id>) => void send(input),
    /** Once more, after the network came back or the request turned out not to have arrived. */
    again: () => {
      if (sent.current) void send(sent.current)
    },
    ask: () => void ask.current(),
    reset: () => setState({ kind: 'idle' }),
  }
}
