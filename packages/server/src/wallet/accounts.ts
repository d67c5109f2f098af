import {
  balance,
  capture,
  hold,
  type HoldInput,
  LedgerError,
  openAccount,
  type OpenAccountInput,
  type Queryable,
  release,
  reverse,
  transfer,
  type TransferInput,
} from '@topay/ledger'
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

/** The account of money that a bank took and that belongs to nobody's balance yet: it is on its way back. */
export const suspenseAccount = (currency: Currency = 'CNY'): AccountRef => ({
  id: `suspense:${currency}`,
  type: 'suspense',
  currency,
})

/** The account of what Topay pays for its own delays. */
export const compensationAccount = (currency: Currency = 'CNY'): AccountRef => ({
  id: `compensation:${currency}`,
  type: 'compensation',
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
/** `expires_at`: from then on the hold no longer counts; left out, it stands until it is ended. */
export type NewHold = Movement & Pick<HoldInput, 'expires_at'>

type Shortage = { short: number }

/** Runs one operation of the ledger; opens the accounts first when they are not known. */
const openingAccounts = async (
  tx: Tx,
  { from, to, amount, at }: Movement,
  operation: (q: Queryable) => Promise<unknown>,
): Promise<Shortage> => {
  const q = asQueryable(tx)
  const attempt = async (): Promise<Shortage | null> => {
    try {
      await operation(q)
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
  for (const account of [from, to].toSorted((a, b) => (a.id < b.id ? -1 : 1))) await openAccount(q, { ...account, at })
  const second = await attempt()
  if (!second) throw new Error(`the ledger does not know the accounts it just opened: ${from.id}, ${to.id}`)
  return second
}

const inputOf = <M extends Movement>({ from, to, amount, ...rest }: M) => ({
  ...rest,
  legs: [{ debit_account: from.id, credit_account: to.id, amount }],
})

/**
 * Moves money in the caller's transaction: debits `from`, credits `to`, and opens either account on first use. `amount` in minor units; `id` makes it happen once.
 * Returns `short` (minor units missing) when the paying account has not enough; nothing is written then.
 */
export const move = (tx: Tx, movement: Movement): Promise<Shortage> =>
  openingAccounts(tx, movement, (q) => transfer(q, inputOf(movement)))

/**
 * Sets money aside for a movement that is to come: it cannot be spent, and has not moved. Ended once, by `captureMoney` or `releaseMoney`.
 * Returns `short` like `move`.
 */
export const holdMoney = (tx: Tx, wanted: NewHold): Promise<Shortage> =>
  openingAccounts(tx, wanted, (q) => hold(q, inputOf(wanted)))

type HoldEnd = { id: string; hold_id: string; at: string; kind?: string; reference?: string }

/** Moves what a hold has set aside; with `amount` (minor units) that part of it, and the rest can be spent again. */
export const captureMoney = async (tx: Tx, end: HoldEnd & { amount?: number }): Promise<void> => {
  await capture(asQueryable(tx), end)
}

/** Gives back what a hold has set aside: it can be spent again. */
export const releaseMoney = async (tx: Tx, end: HoldEnd): Promise<void> => {
  await release(asQueryable(tx), end)
}

/** Takes back a movement that `move` or `captureMoney` made under `transfer_id`, whole or `amount` of it. */
export const reverseMoney = async (
  tx: Tx,
  input: { id: string; transfer_id: string; at: string; kind?: string; reference?: string; amount?: number },
): Promise<void> => {
  await reverse(asQueryable(tx), input)
}
