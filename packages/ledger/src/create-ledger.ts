import type { Pool } from 'pg'
import { getAccount, openAccount } from './accounts.ts'
import { balance, balanceAt, balances } from './balances.ts'
import { entries, getOperation, type EntriesPage } from './entries.ts'
import { LedgerError } from './errors.ts'
import { createLanes, type Ticket } from './lane.ts'
import { migrate } from './migrate.ts'
import { expireHolds } from './operations.ts'
import { accountsOf } from './post.ts'
import { prepare, targetOf, type Request } from './prepare.ts'
import { reversible } from './reversible.ts'
import type {
  CaptureInput,
  HoldInput,
  OpenAccountInput,
  Operation,
  ReleaseInput,
  ReverseInput,
  Time,
  TransferInput,
} from './types.ts'
import { seal, verify, type Seal } from './verify.ts'

export type LedgerOptions = {
  /** Up to three of its connections are kept for posting; reads take others. */
  pool: Pool
  /** The time of operations that do not bring their own. */
  clock?: () => Date
  /** Most operations in one statement, default 1000. */
  max_batch?: number
  /** Most operations waiting; above it callers get OVERLOADED at once. Default 20000. */
  max_queue?: number
  /** How long to go on trying while the database cannot be reached, in ms; then UNAVAILABLE. Default 10000. */
  patience_ms?: number
}

/** One posts while the other waits for its commit; more would only make batches smaller. */
const LANES = 2

/** A ledger that groups what concurrent callers ask for into one statement and one commit. */
export type Ledger = ReturnType<typeof createLedger>

/**
 * A ledger over a pool: the way to post many operations fast, from many callers at once. Each operation stands on its
 * own: only an offending one is refused, with the same LedgerError as its plain function, and the refusal is remembered
 * under its id, so that a late duplicate of a refused request cannot succeed. To post together with other writes of
 * yours, use the plain functions inside your transaction instead; both may work on the same books at the same time.
 */
export function createLedger(options: LedgerOptions) {
  const { pool } = options
  const clock = options.clock ?? (() => new Date())
  const maxQueue = options.max_queue ?? 20_000
  let waiting = 0
  let closed = false
  const done = () => {
    waiting -= 1
  }
  const shared = {
    pool,
    max_batch: options.max_batch ?? 1000,
    patience_ms: options.patience_ms ?? 10_000,
    done,
  }
  // Operations on accounts that a transaction elsewhere has locked wait in a lane of their own, so that the rest do not.
  const patientLane = createLanes({ ...shared, lanes: 1, busy: null })
  const lane = createLanes({
    ...shared,
    lanes: LANES,
    busy: (ticket: Ticket) => patientLane.add(ticket),
  })

  function submit(request: Request): Promise<Operation> {
    return new Promise((resolve, reject) => {
      if (closed) throw new LedgerError('CLOSED', 'The ledger is shutting down.')
      if (waiting >= maxQueue) {
        const facts = { waiting, limit: maxQueue }
        throw new LedgerError('OVERLOADED', 'Too many operations are waiting. Try again in a moment.', facts)
      }
      const target = targetOf(request)
      // invalid input is refused here, before it takes a place in the queue
      const prepared = target === null ? prepare(request, new Map()) : null
      waiting += 1
      const accounts = prepared && accountsOf(prepared)
      lane.add({
        request,
        id: request.input.id,
        target,
        prepared,
        accounts,
        tries: 0,
        resolve,
        reject,
      })
    })
  }

  const timed = <T extends { at?: Time }>(input: T): T => (input.at === undefined ? { ...input, at: clock() } : input)

  return {
    migrate: () => migrate(pool),
    openAccount: (input: OpenAccountInput) => openAccount(pool, timed(input)),
    getAccount: (id: string) => getAccount(pool, id),
    transfer: (input: TransferInput) => submit({ op: 'transfer', input: timed(input) }),
    /** One answer at each position: the operation, or the error it was refused with. */
    transferBatch: (inputs: readonly TransferInput[]) =>
      Promise.all(
        inputs.map((input) =>
          submit({ op: 'transfer', input: timed(input) }).catch((error: unknown) => {
            if (error instanceof LedgerError) return error
            throw error
          }),
        ),
      ),
    hold: (input: HoldInput) => submit({ op: 'hold', input: timed(input) }),
    capture: (input: CaptureInput) => submit({ op: 'capture', input: timed(input) }),
    release: (input: ReleaseInput) => submit({ op: 'release', input: timed(input) }),
    reverse: (input: ReverseInput) => submit({ op: 'reverse', input: timed(input) }),
    expireHolds: (limit?: number) => expireHolds(pool, limit === undefined ? { at: clock() } : { at: clock(), limit }),
    balance: (id: string) => balance(pool, id, clock()),
    balances: (ids: readonly string[]) => balances(pool, ids, clock()),
    balanceAt: (id: string, at: Time) => balanceAt(pool, id, at),
    entries: (id: string, page?: EntriesPage) => entries(pool, id, page),
    getOperation: (id: string) => getOperation(pool, id),
    reversible: (id: string) => reversible(pool, id),
    verify: (published?: readonly Seal[], onProgress?: (entries: number) => void) =>
      verify(pool, published, onProgress),
    seal: () => seal(pool, clock()),
    /** Operations accepted and not yet answered. */
    waiting: () => waiting,
    /** Refuses new operations, answers those that wait, gives the connections back. The pool stays open. */
    async close(): Promise<void> {
      closed = true
      await lane.close()
      await patientLane.close()
    },
  }
}
