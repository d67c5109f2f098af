import type { Operation, Outcome } from './operations.ts'
import { type Behaviour, bankMessages } from './triggers.ts'

/** How much later than late: what surprises comes this many times `lateMs` after the request's time is over. */
const VERY_LATE = 20
/** By how much the books differ from what was said, minor units: 1 yuan. */
const BOOKED_MORE = 100

const yuan = (amount: number): string => (amount / 100).toFixed(2)

export const declined = (
  code: string,
  message = bankMessages[code] ?? '交易失败',
): Outcome & { status: 'declined' } => ({
  status: 'declined',
  code,
  message,
})

const outcomeOf = ({ decline, limit }: Behaviour, amount: number): Outcome => {
  if (decline !== undefined) return declined(decline)
  if (limit !== undefined && amount > limit) return declined('61', `单笔超限 ${yuan(limit)}`)
  return { status: 'approved' }
}

const bookedAs = (books: Behaviour['books'], amount: number): number | undefined => {
  if (books === undefined) return undefined
  return books === 'missing' ? 0 : books === 'more' ? amount + BOOKED_MORE : amount
}

/** Decides all that will become of a request that arrives now (ms): its whole story is written down before it is answered. */
export const newOperation = (
  request: Pick<Operation, 'kind' | 'id' | 'token' | 'amount' | 'currency' | 'debit_id' | 'notify_url'> & {
    expires_at?: string | undefined
  },
  behaviour: Behaviour,
  now: number,
  lateMs: number,
): Operation => {
  const { kind, id, token, amount, currency, debit_id, notify_url, expires_at } = request
  const { decides, before } = behaviour
  const over = Math.max(now, expires_at === undefined ? now : Date.parse(expires_at))
  const decided_at = decides === 'very_late' ? over + VERY_LATE * lateMs : decides === 'late' ? now + lateMs : now
  return {
    kind,
    id,
    token,
    amount,
    currency,
    debit_id,
    notify_url,
    asked_at: now,
    outcome: outcomeOf(behaviour, amount),
    decided_at,
    before: typeof before === 'object' ? declined(before.decline) : before,
    returned_at: behaviour.returned ? decided_at + lateMs : undefined,
    booked: bookedAs(behaviour.books, amount),
    callbacks: behaviour.callbacks,
  }
}
