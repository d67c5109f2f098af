import { AppError } from './app-error.ts'

/** Packs the position after a page's last row into an opaque cursor. */
export const encodeCursor = (parts: (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** Unpacks a cursor of `length` parts; INPUT_INVALID for anything that we did not make. */
export const decodeCursor = (cursor: string | undefined, length: number): (string | number | null)[] | null => {
  if (cursor === undefined) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (
      Array.isArray(parts) &&
      parts.length === length &&
      parts.every(
        (part) => part === null || (typeof part === 'string' && !part.includes('\0')) || Number.isSafeInteger(part),
      )
    )
      return parts
  } catch {
    // Falls through to the refusal.
  }
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}
