import type { Outcome, Prepared, StoredLeg } from './post.ts'
import { LedgerError, refusalError } from './errors.ts'
import type {
  CaptureInput,
  HoldInput,
  Metadata,
  Operation,
  OperationName,
  Queryable,
  ReleaseInput,
  ReverseInput,
  TransferInput,
} from './types.ts'
import {
  checkCurrency,
  checkId,
  checkKind,
  checkLegs,
  checkMetadata,
  checkPart,
  checkReference,
  checkTime,
} from './validate.ts'

/** An operation as it is asked for: its name and its input. */
export type Request =
  | { op: 'transfer'; input: TransferInput }
  | { op: 'hold'; input: HoldInput }
  | { op: 'capture'; input: CaptureInput }
  | { op: 'release' | 'expire'; input: ReleaseInput }
  | { op: 'reverse'; input: ReverseInput }

/** A stored operation that others can end or take back. It never changes, so it may be remembered. */
export type Target = { id: string; op: OperationName; kind: string; legs: string }

/** The id of the operation that a request ends or takes back, or null. */
export function targetOf(request: Request): string | null {
  switch (request.op) {
    case 'transfer':
    case 'hold':
      return null
    case 'reverse':
      return checkId(request.input.transfer_id, 'transfer_id')
    case 'capture':
    case 'release':
    case 'expire':
      return checkId(request.input.hold_id, 'hold_id')
  }
}

/** Reads the operations that requests refer to. Unknown ones are left out. */
export async function readTargets(q: Queryable, ids: readonly string[]): Promise<Map<string, Target>> {
  if (ids.length === 0) return new Map()
  const { rows } = await q.query<Target>(
    'SELECT id, op, kind, legs::text AS legs FROM ledger.transfer WHERE id = ANY ($1::text[])',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Validates a request and lays it out for posting.
 * @throws LedgerError with a code of the kind "invalid"; what depends on the books is left to the database
 */
export function prepare(request: Request, targets: ReadonlyMap<string, Target>): Prepared {
  const { input } = request
  const target = targetOf(request)
  const found = target === null ? undefined : targets.get(target)
  const common = {
    id: request.op === 'expire' ? input.id : checkId(input.id),
    op: request.op,
    target,
    reference: checkReference(input.reference),
    metadata: checkMetadata(input.metadata),
    at: checkTime(input.at),
    expires_at: null,
    target_legs: found?.legs ?? null,
  }
  switch (request.op) {
    case 'transfer':
    case 'hold': {
      const expires = request.op === 'hold' ? request.input.expires_at : undefined
      return {
        ...common,
        ...ownLegs(request.input),
        kind: checkKind(request.input.kind),
        expires_at: expires === undefined ? null : checkTime(expires, 'expires_at'),
      }
    }
    case 'capture': {
      const whole = legsOf(found, 'hold')
      const amounts = part(request.input, whole)
      return {
        ...common,
        kind: checkKind(request.input.kind ?? found?.kind ?? 'capture'),
        legs: whole.map(([debit, credit], index): StoredLeg => [debit, credit, amounts[index] ?? 0]),
        currencies: whole.map(() => null),
        held: whole.map(([, , amount]) => amount),
      }
    }
    case 'release':
    case 'expire': {
      const whole = legsOf(found, 'hold')
      return {
        ...common,
        kind: checkKind(request.input.kind ?? found?.kind ?? request.op),
        legs: whole.map(([debit, credit]): StoredLeg => [debit, credit, 0]),
        currencies: whole.map(() => null),
        held: whole.map(([, , amount]) => amount),
      }
    }
    case 'reverse': {
      const whole = legsOf(found)
      const amounts = part(request.input, whole)
      const payer = request.input.debit_account && checkId(request.input.debit_account, 'debit_account')
      const payee = request.input.credit_account && checkId(request.input.credit_account, 'credit_account')
      const legs = whole.map(([debit, credit], index): StoredLeg => [
        payer ?? credit,
        payee ?? debit,
        amounts[index] ?? 0,
      ])
      if (legs.some(([debit, credit]) => debit === credit)) {
        throw new LedgerError('LEGS_INVALID', 'A leg needs two different accounts.')
      }
      return {
        ...common,
        kind: checkKind(request.input.kind ?? 'reversal'),
        // last leg first: what came in last is there to be given back first
        legs: legs.toReversed(),
        currencies: legs.map(() => null),
        held: legs.map(() => 0),
      }
    }
  }
}

function ownLegs(input: TransferInput): Pick<Prepared, 'legs' | 'currencies' | 'held'> {
  const legs = checkLegs(input.legs)
  const currency = input.currency === undefined ? null : checkCurrency(input.currency)
  return {
    legs: legs.map((leg): StoredLeg => [leg.debit_account, leg.credit_account, leg.amount]),
    currencies: legs.map((leg) => leg.currency ?? currency),
    held: legs.map(() => 0),
  }
}

// Of the wrong kind or unknown: no legs, and the database says which of the two.
function legsOf(target: Target | undefined, only?: OperationName): StoredLeg[] {
  if (!target || (only !== undefined && target.op !== only)) return []
  return JSON.parse(target.legs) as StoredLeg[]
}

function part(input: CaptureInput | ReverseInput, whole: StoredLeg[]): number[] {
  const amounts = whole.map(([, , amount]) => amount)
  // an unknown target: check the numbers alone, the rest is for the database to refuse
  return checkPart(input, whole.length === 0 ? (input.amounts?.map(() => 0) ?? [0]) : amounts)
}

/** The answer to a posted operation. @throws LedgerError when it was refused */
export function answer(prepared: Prepared, outcome: Outcome): Operation {
  if (outcome.refusal !== null) throw refusalError(outcome.refusal, outcome.detail, outcome.replayed)
  return {
    id: prepared.id,
    op: prepared.op,
    kind: prepared.kind,
    legs: prepared.legs.map(([debit_account, credit_account, amount]) => ({ debit_account, credit_account, amount })),
    target: prepared.target,
    reference: prepared.reference,
    metadata: JSON.parse(prepared.metadata) as Metadata,
    at: outcome.at ?? prepared.at,
    expires_at: outcome.replayed ? outcome.expires_at : prepared.expires_at,
    replayed: outcome.replayed,
  }
}
