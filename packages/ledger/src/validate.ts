import { LedgerError } from './errors.ts'
import type { Json, Leg, Metadata, Part, Time } from './types.ts'

/** Limits of one request. Ids are shorter than the column so that the ledger can derive its own from them. */
export const LIMITS = { id: 160, kind: 64, reference: 256, legs: 100, metadata_bytes: 8192 } as const

// Control characters would break the line-separated text that the hash chain covers; PostgreSQL refuses NUL anyway.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/
const CURRENCY = /^[A-Z][A-Z0-9]{2,11}$/

function text(value: unknown, name: string, max: number): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > max) {
    throw new LedgerError('ID_INVALID', `${name} must be text of 1 to ${max} characters.`, { field: name })
  }
  if (CONTROL.test(value) || !value.isWellFormed()) {
    throw new LedgerError('ID_INVALID', `${name} must not contain control characters.`, { field: name })
  }
  return value
}

export function checkId(value: unknown, name = 'id'): string {
  return text(value, name, LIMITS.id)
}

export function checkKind(value: unknown): string {
  return text(value, 'kind', LIMITS.kind)
}

export function checkReference(value: unknown): string | null {
  return value === undefined || value === null ? null : text(value, 'reference', LIMITS.reference)
}

export function checkCurrency(value: unknown): string {
  if (typeof value !== 'string' || !CURRENCY.test(value)) {
    throw new LedgerError('CURRENCY_INVALID', 'A currency is 3 to 12 capital letters and digits.')
  }
  return value
}

/** A positive (or, for one leg of many, zero) safe integer of minor units. Never a float, never a numeric string. */
export function checkAmount(value: unknown, least = 1): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new LedgerError('AMOUNT_INVALID', 'An amount is a positive integer of minor units.', {
      amount: String(value),
    })
  }
  return value
}

export function checkLegs(legs: unknown): Leg[] {
  if (!Array.isArray(legs) || legs.length === 0 || legs.length > LIMITS.legs) {
    throw new LedgerError('LEGS_INVALID', `A transfer has 1 to ${LIMITS.legs} legs.`)
  }
  for (const leg of legs as Leg[]) {
    checkId(leg.debit_account, 'debit_account')
    checkId(leg.credit_account, 'credit_account')
    checkAmount(leg.amount)
    if (leg.currency !== undefined) checkCurrency(leg.currency)
    if (leg.debit_account === leg.credit_account) {
      throw new LedgerError('LEGS_INVALID', 'A leg needs two different accounts.', { account_id: leg.debit_account })
    }
  }
  return legs as Leg[]
}

/** The amount for each of `whole.length` legs: all of it, or the part that was asked for. */
export function checkPart(part: Part, whole: readonly number[]): number[] {
  if (part.amount !== undefined && part.amounts !== undefined) {
    throw new LedgerError('AMOUNT_INVALID', 'Give either amount or amounts.')
  }
  if (part.amounts !== undefined) {
    const amounts = part.amounts.map((amount) => checkAmount(amount, 0))
    if (amounts.length !== whole.length || amounts.every((amount) => amount === 0)) {
      throw new LedgerError('AMOUNT_INVALID', 'amounts needs one amount for each leg, and one above zero.')
    }
    return amounts
  }
  if (part.amount === undefined) return [...whole]
  if (whole.length !== 1) throw new LedgerError('AMOUNT_INVALID', 'With several legs, use amounts.')
  return [checkAmount(part.amount)]
}

const EARLIEST = Date.UTC(1970, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

/** RFC 3339 UTC text with milliseconds; the current time when nothing is given. */
export function checkTime(time: Time | undefined, name = 'at'): string {
  const date = time === undefined ? new Date() : new Date(time)
  const ms = date.getTime()
  if (!(ms >= EARLIEST && ms < LATEST)) {
    throw new LedgerError('TIME_INVALID', `${name} must be a time between 1970 and 2200.`, { field: name })
  }
  return date.toISOString()
}

/**
 * Metadata as canonical JSON: keys sorted, no spaces, so that equal content is equal text.
 * @throws LedgerError METADATA_INVALID for anything that JSON or PostgreSQL cannot hold, or above 8 KB
 */
export function checkMetadata(metadata: Metadata | undefined): string {
  if (metadata === undefined) return '{}'
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) throw badMetadata('an object')
  const json = canonical(metadata, 0)
  if (Buffer.byteLength(json) > LIMITS.metadata_bytes) throw badMetadata(`at most ${LIMITS.metadata_bytes} bytes`)
  return json
}

function canonical(value: Json | undefined, depth: number): string {
  if (depth > 16) throw badMetadata('at most 16 levels deep')
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'string') return jsonString(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`
  if (typeof value === 'object') {
    const pairs = Object.entries(value).filter(([, item]) => item !== undefined)
    // by code unit: the same everywhere, whatever the locale
    pairs.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${pairs.map(([key, item]) => `${jsonString(key)}:${canonical(item, depth + 1)}`).join(',')}}`
  }
  throw badMetadata('plain JSON')
}

function jsonString(value: string): string {
  if (value.includes('\u0000') || !value.isWellFormed()) throw badMetadata('text without NUL or lone surrogates')
  return JSON.stringify(value)
}

function badMetadata(must: string): LedgerError {
  return new LedgerError('METADATA_INVALID', `Metadata must be ${must}.`)
}
