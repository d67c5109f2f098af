import { type Movement, movementsOf, type Operation } from './operations.ts'

const DAY_MS = 86_400_000
/** China has one time zone and no summer time. */
const CHINA_MS = 8 * 3_600_000
const LINES_A_CHUNK = 500

const inOrder = (a: Movement, b: Movement): number => {
  if (a.at !== b.at) return a.at - b.at
  const [left, right] = [a, b].map(({ type, id, status }) => `${type},${id},${status}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

const line = ({ type, id, token, amount, currency, status, at }: Movement): string =>
  `${type},${id},${token},${amount},${currency},${status},${new Date(at).toISOString()}\n`

/** The first moment (ms) of a day in China, such as 2026-11-24; null when there is no such day. */
export const startOfDay = (date: string): number | null => {
  const start = Date.parse(`${date}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(start) && new Date(start).toISOString().startsWith(date)
    ? start - CHINA_MS
    : null
}

/**
 * The file of the day that begins at `start`, as it stands at `now`, in pieces: a header, the movements in the order in which they happened, and a last line
 * with their count and sum, so that a file that was cut is noticed. No field can contain a comma or a quote.
 */
export function* statementOf(
  operations: Iterable<Operation>,
  date: string,
  start: number,
  now: number,
): Generator<string> {
  const end = start + DAY_MS
  const movements: Movement[] = []
  for (const operation of operations) {
    for (const movement of movementsOf(operation)) {
      if (movement.at >= start && movement.at < end && movement.at <= now) movements.push(movement)
    }
  }
  movements.sort(inOrder)
  yield 'type,id,token,amount,currency,status,at\n'
  for (let i = 0; i < movements.length; i += LINES_A_CHUNK)
    yield movements
      .slice(i, i + LINES_A_CHUNK)
      .map(line)
      .join('')
  const sum = movements.reduce((all, { amount }) => all + BigInt(amount), 0n)
  yield `end,${date},${movements.length},${sum},${now < end ? 'open' : 'closed'}\n`
}
