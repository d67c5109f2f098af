/**
 * Every code a LedgerError can carry. The codes are stable; the messages are not.
 * `refused` codes depend on the state of the books, `invalid` codes on the request alone, `again` codes say that the
 * same request may be sent once more.
 */
export const LEDGER_ERROR_CODES = {
  ACCOUNT_NOT_FOUND: 'refused',
  CURRENCY_MISMATCH: 'refused',
  INSUFFICIENT_FUNDS: 'refused',
  BALANCE_LIMIT: 'refused',
  HOLD_NOT_FOUND: 'refused',
  HOLD_CAPTURED: 'refused',
  HOLD_RELEASED: 'refused',
  HOLD_EXPIRED: 'refused',
  HOLD_NOT_EXPIRED: 'refused',
  CAPTURE_TOO_LARGE: 'refused',
  TRANSFER_NOT_FOUND: 'refused',
  NOT_REVERSIBLE: 'refused',
  REVERSAL_TOO_LARGE: 'refused',
  ID_REUSED: 'refused',
  ID_INVALID: 'invalid',
  AMOUNT_INVALID: 'invalid',
  CURRENCY_INVALID: 'invalid',
  ACCOUNT_TYPE_INVALID: 'invalid',
  LEGS_INVALID: 'invalid',
  METADATA_INVALID: 'invalid',
  TIME_INVALID: 'invalid',
  PAGE_INVALID: 'invalid',
  CONFLICT: 'again',
  OVERLOADED: 'again',
  UNAVAILABLE: 'again',
  CLOSED: 'again',
} as const

/** A code of the ledger's own errors. */
export type LedgerErrorCode = keyof typeof LEDGER_ERROR_CODES

/** Facts that go with a code, for example `{ account_id, required, available }` with INSUFFICIENT_FUNDS. */
export type LedgerErrorDetails = Record<string, unknown>

/**
 * What the ledger throws when it refuses. Inside a caller's transaction nothing was written and the transaction is
 * still usable, except after CONFLICT: roll back and try again.
 */
export class LedgerError extends Error {
  override name = 'LedgerError'
  readonly code: LedgerErrorCode
  readonly details: LedgerErrorDetails
  /** True when this answer was given before, to the same operation id. */
  readonly replayed: boolean

  constructor(code: LedgerErrorCode, message: string, details: LedgerErrorDetails = {}, replayed = false) {
    super(message)
    this.code = code
    this.details = details
    this.replayed = replayed
  }

  /** True when the same request may succeed if sent again as it is. */
  get retryable(): boolean {
    return LEDGER_ERROR_CODES[this.code] === 'again'
  }
}

const MESSAGES: Partial<Record<LedgerErrorCode, string>> = {
  ACCOUNT_NOT_FOUND: 'There is no such account.',
  CURRENCY_MISMATCH: 'Both accounts of a leg must have the same currency.',
  INSUFFICIENT_FUNDS: 'The account does not have that much available.',
  BALANCE_LIMIT: 'The balance would be larger than the ledger can hold exactly.',
  HOLD_NOT_FOUND: 'There is no such hold.',
  HOLD_CAPTURED: 'The hold was captured already.',
  HOLD_RELEASED: 'The hold was released already.',
  HOLD_EXPIRED: 'The hold has expired.',
  HOLD_NOT_EXPIRED: 'The hold has not expired yet.',
  CAPTURE_TOO_LARGE: 'More was asked for than the hold sets aside.',
  TRANSFER_NOT_FOUND: 'There is no such posted transfer.',
  NOT_REVERSIBLE: 'This operation cannot be reversed.',
  REVERSAL_TOO_LARGE: 'More was asked back than is left of the original transfer.',
  ID_REUSED: 'This id was used before for something else.',
}

/** Builds the error for a code that the database answered. */
export function refusalError(code: string, details: LedgerErrorDetails, replayed: boolean): LedgerError {
  const known = isLedgerErrorCode(code) ? code : 'CONFLICT'
  return new LedgerError(known, MESSAGES[known] ?? code, details, replayed)
}

function isLedgerErrorCode(code: string): code is LedgerErrorCode {
  return Object.hasOwn(LEDGER_ERROR_CODES, code)
}

// serialization_failure, deadlock_detected; a unique violation on our own keys means that somebody else was faster
const AGAIN = new Set(['40001', '40P01'])
const OWN_KEYS = new Set(['transfer_pkey', 'entry_pkey', 'transfer_hold_ends_once'])

/** Turns a database error that only says "somebody was faster" into CONFLICT; any other error is returned unchanged. */
export function conflictOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  const again = typeof code === 'string' && AGAIN.has(code)
  const lostRace = code === '23505' && typeof constraint === 'string' && OWN_KEYS.has(constraint)
  if (!again && !lostRace) return error
  const conflict = new LedgerError('CONFLICT', 'Another writer was faster: roll back and try again.')
  conflict.cause = error
  return conflict
}
