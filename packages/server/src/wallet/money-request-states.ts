import type { moneyRequestStatuses } from '@topay/contract'
import { AppError } from '../platform/index.ts'
import type { MoneyRequestRow } from './transfer-queries.ts'

export type MoneyRequestStatus = (typeof moneyRequestStatuses)[number]

/** What may follow on each state of a request for money: it ends once. */
export const moneyRequestTransitions: Readonly<Record<MoneyRequestStatus, readonly MoneyRequestStatus[]>> = {
  open: ['paid', 'declined', 'cancelled', 'expired'],
  paid: [],
  declined: [],
  cancelled: [],
  expired: [],
}

/** The state of a request at a moment: one whose time is over has expired, whether or not the job has come by. */
export const statusAt = (row: Pick<MoneyRequestRow, 'status' | 'expires_at'>, at: string): MoneyRequestStatus =>
  row.status === 'open' && row.expires_at <= at ? 'expired' : row.status

/** Throws MONEY_REQUEST_ENDED when the table does not allow the step. */
export const requireMoneyRequestStep = (
  row: Pick<MoneyRequestRow, 'status' | 'expires_at'>,
  to: MoneyRequestStatus,
  at: string,
): void => {
  if (!moneyRequestTransitions[statusAt(row, at)].includes(to)) throw new AppError('MONEY_REQUEST_ENDED')
}
