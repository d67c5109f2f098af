import { type ErrorCode, errors } from '@topay/contract'

export type FieldError = { path: string; message: string }

/** The refusal of a verb: a code of the contract's registry. One error handler turns it into a problem document. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: FieldError[] | undefined
  /** When the same request may succeed, RFC 3339. */
  readonly retryAt: string | undefined
  constructor(code: ErrorCode, details: { fields?: FieldError[]; retryAt?: string; cause?: unknown } = {}) {
    super(errors[code].en, { cause: details.cause })
    this.code = code
    this.fields = details.fields
    this.retryAt = details.retryAt
  }
}

/** The value, or NOT_FOUND when there is none. */
export const found = <T>(value: T | undefined | null): T => {
  if (value === undefined || value === null) throw new AppError('NOT_FOUND')
  return value
}

/** An assertion about our own code, on in production: a broken invariant stops the request rather than doing harm. */
export const invariant: (condition: unknown, message: string) => asserts condition = (condition, message) => {
  if (!condition) throw new Error(`invariant broken: ${message}`)
}
