import { settlePayment } from '../payments/index.ts'
import { inTx, type Tx } from '../platform/index.ts'
import { settleReturn, settleTopUp, settleWithdrawal } from '../wallet/index.ts'
import type { Movement } from './bank-side.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { OwnRecord } from './queries.ts'

const succeeded = { status: 'succeeded' as const }

const apply = (tx: Tx, deps: ReconciliationDeps, row: Movement, own: OwnRecord): Promise<void> => {
  switch (own.source) {
    case 'payment':
      return settlePayment(tx, { payment_id: own.reference, outcome: succeeded }, deps)
    case 'top_up':
      return settleTopUp(tx, { top_up_id: own.reference, outcome: succeeded, queried: true })
    case 'withdrawal': {
      const outcome = row.status === 'returned' ? { status: 'returned' as const } : succeeded
      return settleWithdrawal(tx, { withdrawal_id: own.reference, outcome, queried: true, log: deps.log })
    }
    case 'return':
      return settleReturn(tx, { return_id: own.reference, outcome: succeeded, queried: true })
  }
}

const operations: Record<OwnRecord['source'], Movement['operation']> = {
  payment: 'debit',
  top_up: 'debit',
  withdrawal: 'payout',
  return: 'refund',
}

/** Whether a movement in the bank's file is of the kind that was asked for under its reference. */
export const isSameOperation = (row: Movement, own: OwnRecord): boolean => row.operation === operations[own.source]

/**
 * Whether a movement in the bank's file changes what we have on record: what was open is decided by it, a failed debit that was charged goes back, a failed
 * withdrawal that was paid out is taken back. A movement of another amount or operation than was asked for decides nothing.
 */
export const decides = (row: Movement, own: OwnRecord): boolean =>
  isSameOperation(row, own) &&
  row.amount === own.amount &&
  (own.status === 'undecided' ||
    (own.status === 'not_moved' && row.operation !== 'refund') ||
    (row.status === 'returned' && own.status === 'moved'))

/** Lets the books follow a movement in the bank's file, in a transaction of its own. What is settled already stays as it is. */
export const applyRow = (deps: ReconciliationDeps, row: Movement, own: OwnRecord): Promise<void> =>
  inTx(deps.db, (tx) => apply(tx, deps, row, own))
