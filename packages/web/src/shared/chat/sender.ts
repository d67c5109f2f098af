import { reconnectDelay } from '../realtime/backoff.ts'
import type { OutboxEntry } from './outbox.ts'

/** What came of one try to send. */
export type SendResult =
  | { outcome: 'acknowledged' }
  /** The network or the server failed: the same message is tried again with the same id. */
  | { outcome: 'retry' }
  /** The server will never take it as it is. */
  | { outcome: 'refused'; code: string; message: string }

export type SenderParts = {
  /** The entries that wait, oldest first; asked anew before every try, so that another tab's work is seen. */
  list: () => OutboxEntry[]
  /** One try. Must not throw. */
  send: (entry: OutboxEntry) => Promise<SendResult>
  /** Told after every try, with the entry it was about. */
  settle: (entry: OutboxEntry, result: SendResult) => void
  isOnline: () => boolean
  /** Runs `run` after `ms` and returns how to call it off. */
  later: (run: () => void, ms: number) => () => void
  random?: () => number
}

export type Sender = {
  /** Something was written, the network is back, or the stream reconnected: try at once what waits. */
  wake: () => void
  stop: () => void
}

/**
 * Sends what waits in the outbox: one message of a case at a time, so that they arrive in the order they were written,
 * and cases independently of each other, so that one that is stuck holds up nobody else.
 * A try that fails for a passing reason is made again with a growing wait, for as long as it takes.
 */
export const createSender = (parts: SenderParts): Sender => {
  type Lane = { sending: boolean; attempt: number; callOff: (() => void) | null }
  const lanes = new Map<string, Lane>()
  let stopped = false

  const laneOf = (caseId: string): Lane => {
    const lane = lanes.get(caseId) ?? { sending: false, attempt: 0, callOff: null }
    lanes.set(caseId, lane)
    return lane
  }

  const step = async (caseId: string): Promise<void> => {
    const lane = laneOf(caseId)
    if (stopped || lane.sending || lane.callOff !== null || !parts.isOnline()) return
    const entry = parts.list().find((waiting) => waiting.case_id === caseId && waiting.refused === null)
    if (entry === undefined) return
    lane.sending = true
    const result = await parts.send(entry)
    lane.sending = false
    if (stopped) return
    parts.settle(entry, result)
    if (result.outcome === 'retry') {
      lane.callOff = parts.later(
        () => {
          lane.callOff = null
          void step(caseId)
        },
        reconnectDelay(lane.attempt, parts.random),
      )
      lane.attempt += 1
    } else {
      lane.attempt = 0
      await step(caseId)
    }
  }

  return {
    wake: () => {
      for (const lane of lanes.values()) {
        lane.callOff?.()
        lane.callOff = null
        lane.attempt = 0
      }
      const caseIds = new Set(parts.list().map((entry) => entry.case_id))
      for (const caseId of caseIds) void step(caseId)
    },
    stop: () => {
      stopped = true
      for (const lane of lanes.values()) lane.callOff?.()
    },
  }
}
