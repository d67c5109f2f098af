import { balance, LedgerError, openAccount, type OpenAccountInput, transfer, type TransferInput } from '@topay/ledger'
import type { Currency } from '@topay/contract'
import { asQueryable, type Db, timestamp, type Tx } from '../platform/index.ts'

/** An account of the ledger by its id and what it is. */
export type AccountRef = Pick<OpenAccountInput, 'id' | 'type' | 'currency'>

/** The account of what Topay owes a customer. It never goes below zero. */
export const walletAccount = (customerId: string, currency: Currency = 'CNY'): AccountRef => ({
  id: `wallet:${customerId}:${currency}`,
  type: 'customer_wallet',
  currency,
})

/** The account of Topay's money at the banks and on its way to and from them. */
export const bankAccount = (currency: Currency = 'CNY'): AccountRef => ({
  id: `bank:clearing:${currency}`,
  type: 'bank_clearing',
  currency,
})

/** What a customer can spend and what is on hold, in minor units. Nothing is written: a customer who never had money has 0. */
export const getBalance = async (
  tx: Tx | Db,
  customerId: string,
  currency: Currency = 'CNY',
): Promise<{ available: number; held: number }> => {
  try {
    const { available, held } = await balance(asQueryable(tx), walletAccount(customerId, currency).id, timestamp())
    return { available, held }
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ACCOUNT_NOT_FOUND') return { available: 0, held: 0 }
    throw error
  }
}

export type Movement = Omit<TransferInput, 'legs' | 'at'> & {
  from: AccountRef
  to: AccountRef
  amount: number
  at: string
}

/**
 * Moves money in the caller's transaction: debits `from`, credits `to`, and opens either account on first use. `amount` in minor units; `id` makes it happen once.
 * Returns `short` (minor units missing) when the paying account has not enough; nothing is written then.
 */
export const move = async (tx: Tx, movement: Movement): Promise<{ short: number }> => {
  const { from, to, amount, ...rest } = movement
  const input: TransferInput = { ...rest, legs: [{ debit_account: from.id, credit_account: to.id, amount }] }
  const q = asQueryable(tx)
  const attempt = async (): Promise<{ short: number } | null> => {
    try {
      await transfer(q, input)
      return { short: 0 }
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      if (error.code === 'ACCOUNT_NOT_FOUND') return null
      if (error.code === 'INSUFFICIENT_FUNDS') return { short: amount - Number(error.details.available) }
      throw error
    }
  }
  const first = await attempt()
  if (first) return first
  // One order for everybody, or two transactions that open the same accounts could wait for each other.
  for (const account of [from, to].toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    await openAccount(q, { ...account, at: movement.at })
  const second = await attempt()
  if (!second) throw new Error(`the ledger does not know the accounts it just opened: ${from.id}, ${to.id}`)
  return second
}
