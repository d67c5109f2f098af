import { Webhook } from 'standardwebhooks'
import { keyOf, type Operation, type Telling, tellingsOf } from './operations.ts'

/** How far the telling of an operation has come: `next` of its callbacks is to be sent, after `attempts` that failed, the last at `tried_at` (ms). */
export type Progress = { type: 'callback'; of: string; next: number; attempts: number; tried_at: number }

export const MAX_ATTEMPTS = 10
const MAX_IN_FLIGHT = 8
const PATIENCE_MS = 5_000
const LONGEST_TIMER_MS = 60_000

type Task = { url: string; tellings: Telling[]; progress: Progress; inFlight: boolean }

/**
 * Sends the callbacks of operations that gave an address: those of one operation one after the other, each again after growing pauses (`pauseMs`, doubling)
 * until it is answered 2xx or was tried ten times. `keep` writes down how far it came, so that a bank that was killed goes on from there; what was on its way
 * then is sent again. While `heldUntil` (ms of the machine's clock) lies ahead nothing is sent.
 */
export const createCallbacks = (options: {
  secret: string
  pauseMs: number
  now: () => number
  heldUntil: () => number
  keep: (progress: Progress) => void
}) => {
  const webhook = new Webhook(options.secret)
  const stopping = new AbortController()
  const tasks = new Map<string, Task>()
  let inFlight = 0
  let timer: NodeJS.Timeout | undefined

  /** The earliest moment (ms of the machine's clock) for the next callback of a task; null when all are sent. */
  const dueAt = ({ tellings, progress }: Task): number | null => {
    const telling = tellings[progress.next]
    const { attempts, tried_at } = progress
    const pause = attempts === 0 ? 0 : options.pauseMs * 2 ** (attempts - 1)
    return telling ? Math.max(Date.now() + telling.due - options.now(), tried_at + pause, options.heldUntil()) : null
  }

  const deliver = async ({ url, tellings, progress }: Task): Promise<boolean> => {
    const telling = tellings[progress.next]
    if (!telling) return true
    const body = JSON.stringify(telling.body)
    const at = new Date()
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)]),
        headers: {
          'content-type': 'application/json',
          'webhook-id': telling.event_id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': webhook.sign(telling.event_id, at, body),
        },
      })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }

  const send = async (task: Task): Promise<void> => {
    task.inFlight = true
    inFlight += 1
    const arrived = await deliver(task)
    if (stopping.signal.aborted) return
    inFlight -= 1
    task.inFlight = false
    const { of, next, attempts } = task.progress
    const done = arrived || attempts + 1 >= MAX_ATTEMPTS
    task.progress = done
      ? { type: 'callback', of, next: next + 1, attempts: 0, tried_at: 0 }
      : { type: 'callback', of, next, attempts: attempts + 1, tried_at: Date.now() }
    options.keep(task.progress)
    pump()
  }

  const pump = (): void => {
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    let soonest = Date.now() + LONGEST_TIMER_MS
    for (const [key, task] of tasks) {
      if (task.inFlight) continue
      const due = dueAt(task)
      if (due === null) tasks.delete(key)
      else if (due <= Date.now() && inFlight < MAX_IN_FLIGHT) void send(task)
      else if (due > Date.now()) soonest = Math.min(soonest, due)
    }
    if (tasks.size > 0) timer = setTimeout(pump, Math.max(soonest - Date.now(), 1))
  }

  return {
    /** Tells of an operation from now on; `progress` is how far that had come before. */
    follow: (operation: Operation, progress?: Progress): void => {
      const { kind, id, notify_url: url } = operation
      if (url === undefined) return
      const of = keyOf(kind, id)
      const start: Progress = { type: 'callback', of, next: 0, attempts: 0, tried_at: 0 }
      const task = { url, tellings: tellingsOf(operation), progress: progress ?? start, inFlight: false }
      if (dueAt(task) !== null) tasks.set(of, task)
    },
    /** Sends what is due now and sets the clock for the rest. To be called whenever something or the time has changed. */
    pump,
    stop: (): void => {
      stopping.abort()
      clearTimeout(timer)
    },
  }
}
