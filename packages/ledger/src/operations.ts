import { LedgerError } from './errors.ts'
import { accountsOf, APPLIED, IN_TRANSACTION, post, postOne, splitRounds } from './post.ts'
import { answer, prepare, readTargets, targetOf, type Request } from './prepare.ts'
import type {
  CaptureInput,
  HoldInput,
  Operation,
  Queryable,
  ReleaseInput,
  ReverseInput,
  TransferInput,
} from './types.ts'
import { checkTime } from './validate.ts'

/** How often an operation is prepared again before we give up: each time something it relied on had just changed. */
const TRIES = 3

/**
 * Moves money: one or many legs, applied in order, all or none. `id` is the idempotency key.
 * Runs inside the caller's transaction when `q` is one. A refusal writes nothing and leaves the transaction usable.
 * @throws LedgerError ACCOUNT_NOT_FOUND, CURRENCY_MISMATCH, INSUFFICIENT_FUNDS `{ account_id, required, available }`,
 *   BALANCE_LIMIT, ID_REUSED, AMOUNT_INVALID, LEGS_INVALID, ID_INVALID, METADATA_INVALID, TIME_INVALID, CONFLICT
 */
export async function transfer(q: Queryable, input: TransferInput): Promise<Operation> {
  const request = { op: 'transfer', input } as const
  const prepared = prepare(request, new Map())
  return (await postOne(q, prepared)) ? answer(prepared, APPLIED) : run(q, request)
}

/**
 * Sets money aside for a transfer that will be captured, released, or expire. Every account that the transfer would
 * lower has the amount reserved.
 * @throws LedgerError as `transfer` does
 */
export function hold(q: Queryable, input: HoldInput): Promise<Operation> {
  return run(q, { op: 'hold', input })
}

/**
 * Posts a hold, whole or in part; what is not captured is released. A hold ends once.
 * @throws LedgerError HOLD_NOT_FOUND, HOLD_CAPTURED, HOLD_RELEASED, HOLD_EXPIRED, CAPTURE_TOO_LARGE, ID_REUSED
 */
export function capture(q: Queryable, input: CaptureInput): Promise<Operation> {
  return run(q, { op: 'capture', input })
}

/**
 * Gives back what a hold set aside.
 * @throws LedgerError HOLD_NOT_FOUND, HOLD_CAPTURED, HOLD_RELEASED, HOLD_EXPIRED, ID_REUSED
 */
export function release(q: Queryable, input: ReleaseInput): Promise<Operation> {
  return run(q, { op: 'release', input })
}

/**
 * Takes a posted transfer back, whole or in part, any number of times until nothing is left of it. Its legs are those of
 * the original the other way round, the last one first; `amounts` follow the order of the original. `debit_account` and
 * `credit_account` put another payer or payee in place; it still counts against the same original, so a refund and a
 * chargeback cannot both pay. A reversal can itself be reversed (a refund that failed), which gives the right back.
 * @throws LedgerError TRANSFER_NOT_FOUND, NOT_REVERSIBLE, REVERSAL_TOO_LARGE `{ leg, remaining }`, and as `transfer`
 */
export function reverse(q: Queryable, input: ReverseInput): Promise<Operation> {
  return run(q, { op: 'reverse', input })
}

/**
 * Several transfers in one statement, each on its own: the answer at each position is the operation or why it was
 * refused. Invalid input throws before anything is written.
 */
export async function transferBatch(
  q: Queryable,
  inputs: readonly TransferInput[],
): Promise<(Operation | LedgerError)[]> {
  const requests = inputs.map((input): Request => ({ op: 'transfer', input }))
  return runAll(q, requests)
}

/**
 * Ends holds that ran out, oldest first. Not needed for correct balances (an expired hold never counts), only so that
 * the books say it too; call it from a job now and then.
 * @param options `at` the time to compare with, `account_ids` only holds on these accounts, `limit` at most so many (1000)
 * @returns how many holds were ended
 */
export async function expireHolds(
  q: Queryable,
  options: { at?: Date | string; account_ids?: readonly string[]; limit?: number } = {},
): Promise<number> {
  const at = checkTime(options.at)
  const { rows } = await q.query<{ hold_id: string }>(
    `SELECT hold_id FROM (
       SELECT DISTINCT hold_id, expires_at FROM ledger.open_hold
       WHERE expires_at <= $1::timestamptz AND expires_at < 'infinity' AND ($2::text[] IS NULL
         OR account_no = ANY (ARRAY(SELECT no FROM ledger.account WHERE id = ANY ($2::text[]))))
     ) x ORDER BY expires_at, hold_id LIMIT $3::integer`,
    [at, options.account_ids ?? null, options.limit ?? 1000],
  )
  const requests = rows.map(({ hold_id }): Request => ({
    op: 'expire',
    input: { id: `expire:${hold_id}`, hold_id, at },
  }))
  const answers = await runAll(q, requests)
  // somebody else may have ended one in between, which is as good
  return answers.filter((item) => !(item instanceof LedgerError) && !item.replayed).length
}

async function run(q: Queryable, request: Request): Promise<Operation> {
  const [result] = await runAll(q, [request])
  if (result === undefined) throw new Error('post answered nothing')
  if (result instanceof LedgerError) throw result
  return result
}

/** Prepares and posts requests within `q`, keeping their order where it matters. One answer a request. */
async function runAll(q: Queryable, requests: readonly Request[]): Promise<(Operation | LedgerError)[]> {
  const results = new Map<number, Operation | LedgerError>()
  const numbered = requests.map((request, index) => {
    const target = targetOf(request)
    // what refers to nothing is checked before anything is written
    const ready = target === null ? prepare(request, new Map()) : null
    return { index, request, id: request.input.id, target, ready }
  })
  for (const round of splitRounds(numbered)) {
    let waiting = round
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const targets = await readTargets(
        q,
        waiting.flatMap(({ target }) => target ?? []),
      )
      const prepared = waiting.map(({ request, ready }) => ready ?? prepare(request, targets))
      const outcomes = await post(q, prepared, IN_TRANSACTION)
      const again: typeof round = []
      for (const [position, item] of waiting.entries()) {
        const operation = prepared[position]
        const outcome = outcomes[position]
        if (!operation || !outcome) throw new Error('post answered too little')
        if (outcome.refusal?.startsWith('~')) again.push(item)
        else results.set(item.index, settle(operation, outcome))
        if (outcome.refusal === '~EXPIRED_HOLDS') {
          await expireHolds(q, { at: operation.at, account_ids: accountsOf(operation) })
        }
      }
      if (again.length > 0 && attempt === TRIES) {
        throw new LedgerError('CONFLICT', 'What this operation relies on keeps changing: roll back and try again.')
      }
      waiting = again
    }
  }
  return requests.map((_, index) => {
    const result = results.get(index)
    if (!result) throw new Error('a request was left without an answer')
    return result
  })
}

function settle(...args: Parameters<typeof answer>): Operation | LedgerError {
  try {
    return answer(...args)
  } catch (error) {
    if (error instanceof LedgerError) return error
    throw error
  }
}
