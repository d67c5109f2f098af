import { money } from '@topay/contract'
import { inTx, timestamp, type Tx } from '../../platform/index.ts'
import { RETURN_REASON } from '../../sandbox-bank/index.ts'
import {
  createMoneyRequest,
  endMoneyRequest,
  getTransfer,
  getWithdrawal,
  openRedPacket,
  outcomeOfDebit,
  rememberPayee,
  settleWithdrawal,
  startTransfer,
  startWithdrawal,
} from '../../wallet/index.ts'
import { type CustomerKey, customers } from '../data/customers.ts'
import type { Scheduled } from '../schedule/actions.ts'
import { deadline, requireEnd, tokenOf } from './play-money.ts'
import { idOf, type World } from './world.ts'

type Of<Kind extends Scheduled['do']> = Extract<Scheduled, { do: Kind }>
/** An action of people with each other's money, or with their own. */
export type PeopleAction = Of<
  'transfer' | 'open_packet' | 'ask_money' | 'decline_request' | 'withdraw' | 'return_withdrawal'
>

/** History is not authorised again: the verbs do not ask. */
const authorise = async () => ({ result: 'ok' as const, strength: 'second_factor' as const })

/** Finds somebody by their e-mail address, as people do, without counting it as a search. */
const payeeIdOf = async (tx: Tx, world: World, of: CustomerKey, payee: CustomerKey, at: string): Promise<string> => {
  const customer_id = idOf(world.customers, of)
  const payee_customer_id = idOf(world.customers, payee)
  const { id } = await rememberPayee(tx, { customer_id, payee_customer_id, found_by: customers[payee].email, at })
  return id
}

const transfer = async (world: World, action: Of<'transfer'>, at: string): Promise<void> => {
  const { to, note, style, request, name } = action
  const customer_id = idOf(world.customers, action.customer)
  await inTx(world.db, async (tx) => {
    const payee_id = await payeeIdOf(tx, world, action.customer, to, at)
    const paid = request === undefined ? {} : { money_request_id: idOf(world.requests, request) }
    const amount = money(action.amount)
    const id = await startTransfer(tx, { customer_id, payee_id, amount, note, style, ...paid, authorise, at })
    world.transfers.set(name, id)
    requireEnd(name, 'succeeded', await getTransfer(tx, id, customer_id))
  })
}

const withdraw = async (world: World, action: Of<'withdraw'>, at: string): Promise<void> => {
  const { db, bank, bankTimeoutMs } = world
  const { customer, card, name } = action
  const amount = money(action.amount)
  const customer_id = idOf(world.customers, customer)
  const card_id = idOf(world.cards, `${customer}.${card}`)
  const id = await inTx(db, (tx) =>
    startWithdrawal(tx, { customer_id, card_id, amount, authorise, bank_timeout_ms: bankTimeoutMs, at }),
  )
  world.withdrawals.set(name, id)
  const token = await tokenOf(world, customer, card)
  const outcome = outcomeOfDebit(await bank.payout({ id, token, amount, expires_at: deadline(world) }))
  await inTx(db, (tx) => settleWithdrawal(tx, { withdrawal_id: id, outcome, at }))
  requireEnd(name, 'succeeded', await getWithdrawal(db, id))
}

/** What the receiving bank will say, some seconds after it was paid (card 121 of docs/sandbox-bank.md); nobody waits for it here. */
const sentBack = { status: 'returned', bank_code: RETURN_REASON.code, bank_message: RETURN_REASON.message } as const

const returnWithdrawal = async (world: World, { name }: Of<'return_withdrawal'>, at: string): Promise<void> => {
  const withdrawal_id = idOf(world.withdrawals, name)
  world.bank.sentBack(withdrawal_id)
  await inTx(world.db, (tx) => settleWithdrawal(tx, { withdrawal_id, outcome: sentBack, queried: true, at }))
}

const ask = (world: World, action: Of<'ask_money'>, at: string): Promise<void> =>
  inTx(world.db, async (tx) => {
    const customer_id = idOf(world.customers, action.customer)
    const payee_id = await payeeIdOf(tx, world, action.customer, action.of, at)
    const { note, amount } = action
    const { id } = await createMoneyRequest(tx, { customer_id, payee_id, amount: money(amount), note, at })
    world.requests.set(action.name, id)
  })

/** Does what an action says, as history: nothing is told to anybody, and no job waits for it. */
export const playPeople = async (world: World, action: PeopleAction): Promise<void> => {
  const at = timestamp()
  const customer_id = idOf(world.customers, action.customer)
  switch (action.do) {
    case 'transfer':
      return transfer(world, action, at)
    case 'withdraw':
      return withdraw(world, action, at)
    case 'return_withdrawal':
      return returnWithdrawal(world, action, at)
    case 'ask_money':
      return ask(world, action, at)
    case 'open_packet':
      await inTx(world.db, (tx) => openRedPacket(tx, idOf(world.transfers, action.name), customer_id, at))
      return
    case 'decline_request': {
      const money_request_id = idOf(world.requests, action.name)
      await inTx(world.db, (tx) => endMoneyRequest(tx, { money_request_id, customer_id, to: 'declined', at }))
    }
  }
}
