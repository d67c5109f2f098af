import type { Pool, PoolClient } from 'pg'
import { conflictOf, LedgerError } from './errors.ts'
import { expireHolds } from './operations.ts'
import { accountsOf, decode, encode, POST_SQL, type Outcome, type OutcomeRow, type Prepared } from './post.ts'
import { answer, prepare, readTargets, type Request, type Target } from './prepare.ts'
import type { Operation } from './types.ts'

/** One caller waiting for one operation. */
export type Ticket = {
  request: Request
  id: string
  target: string | null
  /** Set when the request refers to no other operation, or once its target was read. */
  prepared: Prepared | null
  tries: number
  resolve(operation: Operation): void
  reject(error: unknown): void
}

export type LaneOptions = {
  pool: Pool
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

/**
 * One connection that posts what is queued, a batch a statement. While a batch is under way the next one gathers, so
 * the batch grows with the load: no waiting when it is idle, one commit for a thousand transfers when it is not.
 */
export function createLane(options: LaneOptions) {
  const queue: Ticket[] = []
  const targets = new Map<string, Target>()
  let client: PoolClient | null = null
  let running: Promise<void> | null = null

  function add(ticket: Ticket): void {
    queue.push(ticket)
    running ??= Promise.resolve(nextTick()).then(drain)
  }

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) await round(takeBatch(queue, options.max_batch))
    } finally {
      running = null
      if (queue.length > 0) running = drain()
    }
  }

  async function round(batch: Ticket[]): Promise<void> {
    const started = Date.now()
    for (let pause = 10; ; pause = Math.min(pause * 2, 1000)) {
      try {
        // its own name: when the connection breaks between two queries, `client` is already empty
        const q = (client ??= await connect())
        const ready = await prepareBatch(q, batch)
        if (ready.length > 0) await postBatch(q, ready)
        return
      } catch (error) {
        dropClient(error)
        if (!isConnectionError(error)) {
          await oneByOne(batch, error)
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

  async function connect(): Promise<PoolClient> {
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
      mine.on('error', onIdleError)
      return mine
    } finally {
      options.pool.off('connect', listen)
      for (const one of fresh) one.off('error', ignore)
    }
  }

  function onIdleError(): void {
    const broken = client
    client = null
    broken?.release(true)
  }

  function dropClient(error: unknown): void {
    if (isConnectionError(error)) onIdleError()
  }

  /** Reads the targets that are not known yet; tickets whose part of it is invalid are answered here. */
  async function prepareBatch(q: PoolClient, batch: Ticket[]): Promise<Ticket[]> {
    const unknown = batch.flatMap(({ prepared, target }) =>
      prepared === null && target !== null && !targets.has(target) ? [target] : [],
    )
    for (const [id, target] of await readTargets(q, unknown)) targets.set(id, target)
    const ready = batch.filter((ticket) => {
      if (ticket.prepared) return true
      try {
        ticket.prepared = prepare(ticket.request, targets)
        return true
      } catch (error) {
        settle(ticket, error)
        return false
      }
    })
    for (const id of targets.keys()) {
      if (targets.size <= REMEMBERED_TARGETS) break
      targets.delete(id)
    }
    return ready
  }

  async function postBatch(q: PoolClient, batch: Ticket[]): Promise<void> {
    const operations = batch.flatMap(({ prepared }) => prepared ?? [])
    const values = encode(operations, { record_refusals: true, skip_locked: options.busy !== null })
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
      await expireHolds(q, { at: operation.at, account_ids: accountsOf(operation) }).catch(dropClient)
    }
  }

  function forgetTarget(ticket: Ticket): void {
    if (ticket.target === null) return
    targets.delete(ticket.target)
    ticket.prepared = null
  }

  /** A batch that the database did not accept as a whole: find the one that it cannot take, let the others through. */
  async function oneByOne(batch: Ticket[], error: unknown): Promise<void> {
    for (const ticket of batch) {
      if (batch.length === 1 && (ticket.tries >= TRIES || !isConflict(error))) {
        settle(ticket, conflictOf(error))
        continue
      }
      ticket.tries += 1
      await round([ticket])
    }
  }

  function settleOutcome(ticket: Ticket, operation: Prepared, outcome: Outcome): void {
    try {
      const result = answer(operation, outcome)
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

  /** Waits until nothing is queued, then gives the connection back. */
  async function close(): Promise<void> {
    for (let busy = running; busy; busy = running) await busy
    client?.off('error', onIdleError)
    client?.release()
    client = null
  }

  return { add, close }
}

/** The longest run from the front of the queue in which no operation depends on another one; the rest stays queued. */
export function takeBatch(queue: Ticket[], limit: number): Ticket[] {
  const names = new Set<string>()
  const batch: Ticket[] = []
  const left: Ticket[] = []
  let looked = 0
  for (const ticket of queue) {
    if (batch.length === limit) break
    looked += 1
    const taken = names.has(ticket.id) || (ticket.target !== null && names.has(ticket.target))
    names.add(ticket.id)
    if (ticket.target !== null) names.add(ticket.target)
    if (taken) left.push(ticket)
    else batch.push(ticket)
  }
  queue.splice(0, looked, ...left)
  return batch
}

function ignore(): void {}

function nextTick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

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
