import type { Tx } from '../platform/index.ts'
import { bankAccount, move, reverseMoney, walletAccount } from './accounts.ts'
import { recordTransaction, settleTransaction } from './bills.ts'
import { markTakenAsReturned, updateWithdrawal, type WithdrawalRow } from './withdrawal-queries.ts'
import { requireWithdrawalTransition } from './withdrawal-states.ts'

/** The movement that takes back what a failed withdrawal had left in the balance. */
export const lateMovementId = (id: string): string => `withdrawal:${id}:late`

/** Takes the amount from the wallet, or what there is of it; answers what was taken, minor units. */
const takeBack = async (tx: Tx, row: WithdrawalRow, at: string): Promise<number> => {
  let { amount } = row
  while (amount > 0) {
    const { short } = await move(tx, {
      id: lateMovementId(row.id),
      kind: 'withdrawal',
      from: walletAccount(row.customer_id, row.currency),
      to: bankAccount(row.currency),
      amount,
      reference: row.id,
      at,
    })
    if (short === 0) return amount
    // Others may spend at the same time: asked again for what was left, there may be less.
    amount -= short
  }
  return 0
}

/** A part that left the balance is a row of the bills of its own: the withdrawal as a whole stays failed. */
const recordPart = (tx: Tx, row: WithdrawalRow, amount: number, at: string): Promise<string> => {
  const bank_name = { zh: row.bank_name_zh, en: row.bank_name_en }
  return recordTransaction(tx, {
    customer_id: row.customer_id,
    kind: 'withdrawal',
    direction: 'out',
    amount,
    currency: row.currency,
    status: 'succeeded',
    counterparty: bank_name,
    category: 'bank',
    method: 'balance',
    card: { last4: row.card_last4, bank_name },
    withdrawal_id: row.id,
    at,
  })
}

/**
 * A withdrawal that had failed, its money back in the balance, was paid out all the same: what is still available is taken back, once. With all of it the
 * withdrawal has succeeded; else it stays failed, and reconciliation names what is missing. Answers what was taken, minor units.
 */
export const settleLatePayout = async (tx: Tx, row: WithdrawalRow, at: string): Promise<number> => {
  const taken = await takeBack(tx, row, at)
  if (taken === row.amount) {
    requireWithdrawalTransition(row.status, 'succeeded')
    const cleared = { failure_code: null, refusal: null, bank_code: null, bank_message: null }
    await updateWithdrawal(tx, row.id, { status: 'succeeded', ...cleared, late_taken: taken, settled_at: at })
    await settleTransaction(tx, { transaction_id: row.transaction_id, status: 'succeeded' })
    return taken
  }
  await updateWithdrawal(tx, row.id, { late_taken: taken })
  if (taken > 0) await recordPart(tx, row, taken, at)
  return taken
}

/** The late payout of a withdrawal that stayed failed came back to us: so does what was taken for it, and nothing is taken for it any more. */
export const settleLateReturn = async (tx: Tx, row: WithdrawalRow, at: string): Promise<void> => {
  if (row.late_taken !== null && row.late_taken > 0) {
    await reverseMoney(tx, {
      id: `withdrawal_returned:${row.id}`,
      transfer_id: lateMovementId(row.id),
      kind: 'withdrawal_returned',
      reference: row.id,
      at,
    })
    await markTakenAsReturned(tx, row.id)
  }
  await updateWithdrawal(tx, row.id, { late_taken: 0 })
}
