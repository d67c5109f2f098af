import { type Money, money, type Withdrawal } from '@topay/contract'
import {
  authorise,
  type Authorisation,
  bindingOf,
  requirePaymentPassword,
  type Verification,
} from '../identity/index.ts'
import {
  AppError,
  type Db,
  found,
  inTx,
  newId,
  onceStarted,
  publish,
  type RequestKey,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { bankAccount, holdMoney, walletAccount } from './accounts.ts'
import { debitDeadline, notFoundIsFinal, outcomeOfDebit, outcomeOfQuery, queryPause } from './bank-connector.ts'
import { recordTransaction } from './bills.ts'
import { getCard, type LinkedCard } from './cards.ts'
import { startOfChinaDay } from './china-time.ts'
import type { Strength } from './limits.ts'
import { withdrawalPolicy } from './policy.ts'
import { factsOfRow, keptRefusal, type Refusal, refusalOfAuthorisation } from './refusal.ts'
import { enqueueWithdrawalQuery, holdId, settleWithdrawal } from './settle-withdrawal.ts'
import { refusalOfShortage, standingRefusal } from './standing.ts'
import type { WalletDeps } from './top-up.ts'
import {
  findWithdrawal,
  insertWithdrawal,
  isProvenCard,
  sumTakenByPin,
  type WithdrawalRow,
} from './withdrawal-queries.ts'
import { isUnderWay } from './withdrawal-states.ts'

export type NewWithdrawal = {
  customer_id: string
  card_id: string
  amount: Money
  /** Checks payment password and second factor; asked only when nothing else stands against the withdrawal. */
  authorise: (tx: Tx) => Promise<Authorisation>
  bank_timeout_ms: number
  /** Writes history: only the money itself is checked, no job, no events; the caller settles it. */
  at?: string
}

type Attempt = { id: string; at: string; input: NewWithdrawal; card: LinkedCard }

type Decision = { refusal: Refusal | null; strength: Strength | null }
const refused = (refusal: Refusal | null): Decision => ({ refusal, strength: null })

/**
 * One's own money counts for no limit, but whoever has a session and the payment password could link a card and empty the balance: more than a day's sum, and
 * the first money to a fresh card, take a second factor. Call it after `authorise`, which locks the customer's row: then the second of two at once sees the first.
 */
const needsSecondFactor = async (tx: Tx, { input, card, at }: Attempt): Promise<boolean> => {
  const { second_factor_above_amount, fresh_card_ms } = await withdrawalPolicy.read(tx)
  const taken = await sumTakenByPin(tx, input.customer_id, startOfChinaDay(at))
  if (taken + input.amount.amount > second_factor_above_amount) return true
  const fresh = Date.parse(at) - Date.parse(card.created_at) < fresh_card_ms
  return fresh && !(await isProvenCard(tx, card.id))
}

/** Everything that may stand against a withdrawal before the money is looked at, and how it was confirmed. */
const decide = async (tx: Tx, attempt: Attempt): Promise<Decision> => {
  const { input, card } = attempt
  if (input.at !== undefined) return refused(null)
  const standing = await standingRefusal(tx, {
    payer_id: input.customer_id,
    payee_id: card.id,
    amount: input.amount.amount,
    // To a bank account of one's own everything could leave at once.
    known: async () => false,
  })
  if (standing) return refused(standing)
  if (card.removed_at !== null) return refused({ failure_code: 'BANK_UNBOUND' })
  const check = await input.authorise(tx)
  if (check.result !== 'ok') return refused(refusalOfAuthorisation(check))
  const { strength } = check
  const short = strength === 'pin' && (await needsSecondFactor(tx, attempt))
  return { refusal: short ? { failure_code: 'SEC_2FA_NEED' } : null, strength }
}

const setAside = async (tx: Tx, { id, at, input }: Attempt): Promise<Refusal | null> => {
  const { amount, currency } = input.amount
  const { short } = await holdMoney(tx, {
    id: holdId(id),
    kind: 'withdrawal',
    from: walletAccount(input.customer_id, currency),
    to: bankAccount(currency),
    amount,
    reference: id,
    at,
  })
  return short > 0 ? refusalOfShortage(tx, input.customer_id, short) : null
}

const record = async (tx: Tx, attempt: Attempt, { refusal, strength }: Decision): Promise<void> => {
  const { id, at, input, card } = attempt
  const status = refusal ? ('failed' as const) : ('pending' as const)
  const failure_code = refusal?.failure_code ?? null
  const transaction_id = await recordTransaction(tx, {
    customer_id: input.customer_id,
    kind: 'withdrawal',
    direction: 'out',
    ...input.amount,
    status,
    failure_code,
    counterparty: card.bank_name,
    category: 'bank',
    method: 'balance',
    card,
    withdrawal_id: id,
    at,
  })
  const { arrives_within_ms } = await withdrawalPolicy.read(tx)
  await insertWithdrawal(tx, {
    id,
    customer_id: input.customer_id,
    transaction_id,
    card_id: card.id,
    bank_token: card.bank_token,
    bank_name_zh: card.bank_name.zh,
    bank_name_en: card.bank_name.en,
    card_last4: card.last4,
    ...input.amount,
    status,
    strength,
    failure_code,
    refusal: keptRefusal(refusal, input.amount.currency),
    bank_code: null,
    bank_message: null,
    queries: 0,
    arrives_by: refusal ? null : new Date(Date.parse(at) + arrives_within_ms).toISOString(),
    created_at: at,
    settled_at: refusal ? at : null,
  })
}

/**
 * Starts moving money from the balance to a card, before the bank is asked: the money is on hold, and a job finds out what became of it should we not live to
 * hear. A refusal is a withdrawal that failed, with its code. Answers the id. Throws NOT_FOUND for a card that is not theirs, CURRENCY_UNSUPPORTED.
 */
export const startWithdrawal = async (tx: Tx, input: NewWithdrawal): Promise<string> => {
  if (input.amount.currency !== 'CNY') throw new AppError('CURRENCY_UNSUPPORTED')
  const card = found(await getCard(tx, input.customer_id, input.card_id))
  const attempt: Attempt = { id: newId('withdrawal'), at: input.at ?? timestamp(), input, card }
  const { id } = attempt
  const decision = await decide(tx, attempt)
  const refusal = decision.refusal ?? (await setAside(tx, attempt))
  await record(tx, attempt, { ...decision, refusal })
  if (input.at !== undefined) return id
  const stream = `customer:${input.customer_id}` as const
  const status = refusal ? ('failed' as const) : ('pending' as const)
  if (!refusal) await enqueueWithdrawalQuery(tx, id, input.bank_timeout_ms + queryPause(0))
  await publish(tx, [
    { stream, event: { type: 'withdrawal', withdrawal_id: id, status } },
    ...(refusal ? [] : [{ stream, event: { type: 'wallet' as const } }]),
  ])
  return id
}

const whereMoneyIs = (status: WithdrawalRow['status']): Withdrawal['money'] => {
  if (isUnderWay(status)) return 'held'
  return status === 'succeeded' ? 'at_bank' : 'in_balance'
}

/** A withdrawal; NOT_FOUND also when it is somebody else's. */
export const getWithdrawal = async (tx: Tx | Db, id: string, customerId?: string): Promise<Withdrawal> => {
  const row = found(await findWithdrawal(tx, id))
  if (customerId !== undefined && row.customer_id !== customerId) throw new AppError('NOT_FOUND')
  return {
    id: row.id,
    transaction_id: row.transaction_id,
    amount: { amount: row.amount, currency: row.currency },
    card_id: row.card_id,
    bank_name: { zh: row.bank_name_zh, en: row.bank_name_en },
    card_last4: row.card_last4,
    status: row.status,
    money: whereMoneyIs(row.status),
    ...factsOfRow(row),
    arrives_by: isUnderWay(row.status) ? row.arrives_by : null,
    created_at: row.created_at,
    settled_at: row.settled_at,
  }
}

/** Asks the bank to pay out a withdrawal that was just started, and settles it with the answer. */
export const payOut = async (deps: WalletDeps, id: string): Promise<Withdrawal> => {
  const row = found(await findWithdrawal(deps.db, id))
  if (row.status === 'pending') {
    const result = await deps.bank.payout({
      id,
      token: row.bank_token,
      amount: money(row.amount, row.currency),
      expires_at: debitDeadline(row.created_at, deps.bankTimeoutMs),
    })
    await inTx(deps.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome: outcomeOfDebit(result) }))
  }
  return getWithdrawal(deps.db, id)
}

/** The job: asks the bank what became of a withdrawal whose result we do not have, and settles it. */
export const queryWithdrawal = async (deps: WalletDeps, id: string): Promise<void> => {
  const row = found(await findWithdrawal(deps.db, id))
  if (!isUnderWay(row.status)) return
  const result = await deps.bank.queryPayout(id)
  const outcome =
    result.kind === 'returned'
      ? { status: 'returned' as const, bank_code: result.code, bank_message: result.message }
      : outcomeOfQuery(result, notFoundIsFinal(row.created_at, deps.bankTimeoutMs))
  await inTx(deps.db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome, queried: true, log: deps.log }))
}

/** What a second factor of a withdrawal is sent for: good for this card and this amount only. */
export const withdrawalBinding = (cardId: string, amount: Money): Buffer =>
  bindingOf(['withdraw', cardId, amount.amount])

/** Withdraws to a card, once per key: a repeated request gets the withdrawal as it stands by then. Throws as `startWithdrawal`, and INPUT_INVALID without the payment password. */
export const withdraw = (
  deps: WalletDeps,
  input: Pick<NewWithdrawal, 'customer_id' | 'card_id' | 'amount'> & {
    payment_password?: string | undefined
    verification?: Verification | undefined
  },
  key: RequestKey | null,
): Promise<Withdrawal> => {
  const { customer_id, card_id, amount, payment_password, verification } = input
  const binding = withdrawalBinding(card_id, amount)
  const confirmed = { customer_id, payment_password, verification, binding, config: deps.config }
  return onceStarted(deps.db, key, {
    start: async (tx) => {
      await requirePaymentPassword(tx, confirmed)
      return startWithdrawal(tx, {
        customer_id,
        card_id,
        amount,
        authorise: (t) => authorise(t, confirmed),
        bank_timeout_ms: deps.bankTimeoutMs,
      })
    },
    proceed: (id) => payOut(deps, id),
    current: (id) => getWithdrawal(deps.db, id),
  })
}
