import { id, type IdKind, timestamp } from '@topay/contract'
import { AppError } from './app-error.ts'

const notOurs = (): AppError =>
  new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })

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
  throw notOurs()
}

/** The last row of the page before, in lists that go by time of making. */
export type Position = { created_at: string; id: string }

/** Where a page of such a list begins; null on the first. INPUT_INVALID for a cursor that we did not make for this kind of thing. */
export const positionAfter = (kind: IdKind, cursor: string | undefined): Position | null => {
  const parts = decodeCursor(cursor, 2)
  if (parts === null) return null
  const [at, last] = [timestamp.safeParse(parts[0]), id(kind).safeParse(parts[1])]
  if (!at.success || !last.success) throw notOurs()
  return { created_at: at.data, id: last.data }
}

/** Cuts what was read, one row more than `limit`, to a page: its rows, and the cursor of the next when there is more. */
export const cutPage = <Row extends Position>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; next_cursor: string | null } => {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next_cursor: rows.length > limit && last ? encodeCursor([last.created_at, last.id]) : null }
}
