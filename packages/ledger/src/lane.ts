import type { Pool, PoolClient } from 'pg'
import { conflictOf, LedgerError } from './errors.ts'
import { expireHolds } from './operations.ts'
import {
  accountsOf,
  decode,
  encode,
  POST_SQL,
  targetOfPrepared,
  type Outcome,
  type OutcomeRow,
  type Prepared,
} from './post.ts'
import { answer, prepare, readTargets, type Request, type Target } from './prepare.ts'
import { takeBatches, type Batch } from './take-batches.ts'
import type { Operation } from './types.ts'

/** One caller waiting for one operation. */
export type Ticket = {
  request: Request
  id: string
  target: string | null
  /** Set when the request refers to no other operation, or once its target was read. */
  prepared: Prepared | null
  /** Those of `prepared`. */
  accounts: string[] | null
  tries: number
  resolve(operation: Operation): void
  reject(error: unknown): void
}

export type LaneOptions = {
  pool: Pool
  /** Connections that post at the same time. */
  lanes: number
  /** Most operations in one statement. */
  max_batch: number
  /** Do not wait for accounts locked elsewhere but hand what touches them to `busy`. */
  busy: ((ticket: Ticket) => void) | null
  /** How long to go on trying to reach the database, in ms. */
  patience_ms: number
  /** Called once for each ticket that was answered. */
  done(): void
}

const TRIES = 5
const REMEMBERED_TARGETS = 20_000

/** One connection and the batch that is under way on it. */
type Lane = { client: PoolClient | null; batch: Batch<Ticket> | null; onIdleError(): void }

/**
 * Connections that post what is queued, each a batch a statement. While batches are under way the next ones gather, so
 * they grow with the load: no waiting when it is idle, one commit for hundreds of transfers when it is not. What lanes do
 * at the same time touches different accounts; all that is asked of a hot account is in one batch.
 */
export function createLanes(options: LaneOptions) {
  const queue: Ticket[] = []
  const targets = new Map<string, Target>()
  const lanes = Array.from({ length: options.lanes }, (): Lane => {
    const lane: Lane = { client: null, batch: null, onIdleError }
    function onIdleError(): void {
      const broken = lane.client
      lane.client = null
      broken?.release(true)
    }
    return lane
  })
  const idle: (() => void)[] = []
  let woken = false

  function add(ticket: Ticket): void {
    queue.push(ticket)
    wake()
  }

  /** In a moment, so that those who ask at the same time, or again on their answer, come along. */
  function wake(): void {
    if (woken) return
    woken = true
    setImmediate(() => {
      woken = false
      dispatch()
    })
  }

  /** Gives every free lane its share of what is queued. */
  function dispatch(): void {
    for (const ticket of queue) {
      // which accounts it touches is known as soon as its target is
      if (!ticket.prepared && ticket.target !== null && targets.has(ticket.target)) tryToPrepare(ticket)
    }
    const free = lanes.filter(({ batch }) => batch === null)
    const underWay = lanes.flatMap(({ batch }) => batch ?? [])
    const batches = takeBatches(queue, { underWay, free: free.length, limit: options.max_batch })
    for (const [index, lane] of free.entries()) {
      const batch = batches[index]
      if (!batch || batch.tickets.length === 0) continue
      lane.batch = batch
      void round(lane, batch.tickets).finally(() => {
        lane.batch = null
        wake()
      })
    }
    if (queue.length === 0 && lanes.every(({ batch }) => batch === null)) for (const tell of idle.splice(0)) tell()
  }

  async function round(lane: Lane, batch: Ticket[]): Promise<void> {
    const started = Date.now()
    for (let pause = 10; ; pause = Math.min(pause * 2, 1000)) {
      try {
        // its own name: when the connection breaks between two queries, `lane.client` is already empty
        const q = (lane.client ??= await connect(lane))
        const ready = await prepareBatch(lane, q, batch)
        if (ready.length > 0) await postBatch(lane, q, ready)
        return
      } catch (error) {
        dropClient(lane, error)
        if (!isConnectionError(error)) {
          await oneByOne(lane, batch, error)
          return
        }
        if (Date.now() - started > options.patience_ms) {
          for (const ticket of batch) settle(ticket, unavailable(error))
          return
        }
        // The commit may have happened. Posting the same ids again finds out, and applies nothing twice.
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  async function connect(lane: Lane): Promise<PoolClient> {
    // A connection may break in the very moment in which the pool hands it over, when nobody listens yet.
    const fresh = new Set<PoolClient>()
    const listen = (one: PoolClient) => {
      fresh.add(one)
      one.on('error', ignore)
    }
    options.pool.on('connect', listen)
    try {
      const mine = await options.pool.connect()
      // one that breaks while it waits for work must not end the process
      mine.on('error', lane.onIdleError)
      return mine
    } finally {
      options.pool.off('connect', listen)
      for (const one of fresh) one.off('error', ignore)
    }
  }

  function dropClient(lane: Lane, error: unknown): void {
    if (isConnectionError(error)) lane.onIdleError()
  }

  /** Reads the targets that are not known yet; tickets whose part of it is invalid are answered here. */
  async function prepareBatch(lane: Lane, q: PoolClient, batch: Ticket[]): Promise<Ticket[]> {
    const unknown = batch.flatMap(({ prepared, target }) =>
      prepared === null && target !== null && !targets.has(target) ? [target] : [],
    )
    for (const target of (await readTargets(q, unknown)).values()) remember(target)
    const ready = batch.filter((ticket) => {
      const error = ticket.prepared ? null : tryToPrepare(ticket)
      if (error) settle(ticket, error)
      return !error
    })
    if (lane.batch?.unknown) {
      for (const { accounts } of ready) for (const account of accounts ?? []) lane.batch.accounts.add(account)
      lane.batch.unknown = false
      dispatch()
    }
    for (const id of targets.keys()) {
      if (targets.size <= REMEMBERED_TARGETS) break
      targets.delete(id)
    }
    return ready
  }

  function tryToPrepare(ticket: Ticket): unknown {
    try {
      ticket.prepared = prepare(ticket.request, targets)
      ticket.accounts = accountsOf(ticket.prepared)
      return null
    } catch (error) {
      return error
    }
  }

  /** What a stored operation says never changes. */
  function remember(target: Target): void {
    targets.set(target.id, target)
  }

  async function postBatch(lane: Lane, q: PoolClient, batch: Ticket[]): Promise<void> {
    const operations = batch.flatMap(({ prepared }) => prepared ?? [])
    const values = encode(operations, {
      record_refusals: true,
      skip_locked: options.busy !== null,
    })
    const { rows } = await q.query<OutcomeRow>({ name: 'ledger_post', text: POST_SQL, values })
    const outcomes = decode(operations.length, rows)
    const again: Ticket[] = []
    const expired: Prepared[] = []
    for (const [index, ticket] of batch.entries()) {
      const outcome = outcomes[index]
      const operation = operations[index]
      if (!outcome || !operation) throw new Error('post answered too little')
      if (!outcome.refusal?.startsWith('~')) settleOutcome(ticket, operation, outcome)
      else if (outcome.refusal === '~BUSY' && options.busy) options.busy(ticket)
      else if (ticket.tries >= TRIES) settle(ticket, keepsChanging())
      else {
        ticket.tries += 1
        again.push(ticket)
        if (outcome.refusal === '~EXPIRED_HOLDS') expired.push(operation)
        else forgetTarget(ticket)
      }
    }
    queue.unshift(...again)
    for (const operation of expired) {
      // when it fails, the operation just queued again is answered the same and tries again
      await expireHolds(q, { at: operation.at, account_ids: accountsOf(operation) }).catch((error: unknown) =>
        dropClient(lane, error),
      )
    }
  }

  function forgetTarget(ticket: Ticket): void {
    if (ticket.target === null) return
    targets.delete(ticket.target)
    ticket.prepared = null
    ticket.accounts = null
  }

  /** A batch that the database did not accept as a whole: find the one that it cannot take, let the others through. */
  async function oneByOne(lane: Lane, batch: Ticket[], error: unknown): Promise<void> {
    for (const ticket of batch) {
      if (batch.length === 1 && (ticket.tries >= TRIES || !isConflict(error))) {
        settle(ticket, conflictOf(error))
        continue
      }
      ticket.tries += 1
      await round(lane, [ticket])
    }
  }

  function settleOutcome(ticket: Ticket, operation: Prepared, outcome: Outcome): void {
    try {
      const result = answer(operation, outcome)
      // its capture or release will most likely come soon
      if (operation.op === 'hold') remember(targetOfPrepared(operation))
      options.done()
      ticket.resolve(result)
    } catch (error) {
      settle(ticket, error)
    }
  }

  function settle(ticket: Ticket, error: unknown): void {
    options.done()
    ticket.reject(error)
  }

  /** Waits until nothing is queued, then gives the connections back. */
  async function close(): Promise<void> {
    if (queue.length > 0 || lanes.some(({ batch }) => batch !== null)) {
      await new Promise<void>((resolve) => {
        idle.push(resolve)
      })
    }
    for (const lane of lanes) {
      lane.client?.off('error', lane.onIdleError)
      lane.client?.release()
      lane.client = null
    }
  }

  return { add, close }
}

function ignore(): void {}

function isConflict(error: unknown): boolean {
  const mapped = conflictOf(error)
  return mapped instanceof LedgerError && mapped.code === 'CONFLICT'
}

// connection exceptions, shutdowns and "starting up"; errors of the socket carry a system code
const SQL_STATES = /^(08...|57P0[1-5]|53300)$/

/** Did the connection break, so that it is unknown whether the statement was committed? */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof LedgerError) return false
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return /terminated|connection|timeout exceeded/i.test(error.message)
  return SQL_STATES.test(code) || /^E[A-Z]+$/.test(code)
}

function unavailable(cause: unknown): LedgerError {
  const error = new LedgerError('UNAVAILABLE', 'The database cannot be reached. Asking again with the same id is safe.')
  error.cause = cause
  return error
}

function keepsChanging(): LedgerError {
  return new LedgerError('CONFLICT', 'What this operation relies on keeps changing. Try again.')
}
