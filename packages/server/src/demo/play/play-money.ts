import { money, type PaymentMethod } from '@topay/contract'
import {
  type Authorisation,
  createCustomer,
  setVerificationClass,
  verifyPaymentPassword,
} from '../../identity/index.ts'
import {
  createOrder,
  type PaymentDeps,
  payOrder,
  recordConfirmation,
  setAcceptsPayments,
  settlePayment,
  startPayment,
} from '../../payments/index.ts'
import { type Address, fromNow, inTx, normaliseAddress, SECOND, timestamp, type Tx } from '../../platform/index.ts'
import { sandboxCardNumber } from '../../sandbox-bank/index.ts'
import {
  debitDeadline,
  type DebitRequest,
  getCard,
  getTopUp,
  linkCard,
  outcomeOfDebit,
  outcomeOfQuery,
  settleTopUp,
  startTopUp,
} from '../../wallet/index.ts'
import { demoPasswords } from '../accounts.ts'
import { type CustomerKey, customers, type DemoCustomer } from '../data/customers.ts'
import type { Scheduled } from '../schedule/actions.ts'
import { idOf, type World } from './world.ts'

type Of<Kind extends Scheduled['do']> = Extract<Scheduled, { do: Kind }>

const addressOf = (text: string): Address => {
  const address = normaliseAddress(text)
  if (!address) throw new Error(`not an address: ${text}`)
  return address
}

export const join = async (world: World, { customer }: Of<'join'>): Promise<void> => {
  const { name, locale, email, phone, paymentPassword, unverified }: DemoCustomer = customers[customer]
  const id = await inTx(world.db, async (tx) => {
    const created = await createCustomer(tx, {
      name,
      locale,
      addresses: [email, ...(phone === undefined ? [] : [phone])].map(addressOf),
      password_hash: world.passwordHash,
      ...(paymentPassword !== false && { payment_password_hash: world.paymentPasswordHash }),
    })
    // They have had their wallets for long, and shown who they are.
    if (!unverified) await setVerificationClass(tx, created, 3)
    return created
  })
  world.customers.set(customer, id)
}

export const linkDemoCard = async (world: World, { customer, card }: Of<'link_card'>): Promise<void> => {
  const { name, cards }: DemoCustomer = customers[customer]
  const wanted = cards[card]
  if (!wanted) throw new Error(`${customer} has no card ${card}`)
  // Ordinary cards of one bank that end alike are told apart by who holds them.
  const serial = Object.keys(customers).indexOf(customer)
  const { bank, last4, trouble } = wanted
  const number = sandboxCardNumber({ bank, last4, ...(trouble === undefined ? { serial } : { trigger: trouble }) })
  const linked = await linkCard(world, { customer_id: idOf(world.customers, customer), number, holder_name: name })
  world.cards.set(`${customer}.${card}`, linked.id)
}

/** The bank lives in the present, whatever the world's clock says: a deadline of the past would be over. */
export const deadline = (world: World): string => debitDeadline(new Date(Date.now()).toISOString(), world.bankTimeoutMs)

export const tokenOf = async (world: World, customer: CustomerKey, card: string): Promise<string> => {
  const linked = await getCard(world.db, idOf(world.customers, customer), idOf(world.cards, `${customer}.${card}`))
  if (!linked) throw new Error(`${customer} has not linked ${card}`)
  return linked.bank_token
}

type Ended = { id: string; status: string; failure_code: string | null }

/** Data and verbs that have drifted apart are noticed here, not by whoever reads the demo. */
export const requireEnd = (name: string, expected: string, found: Omit<Ended, 'id'>): void => {
  const ended = found.status === 'failed' ? found.failure_code : found.status
  if (ended !== expected) throw new Error(`${name} was to end ${expected} and ended ${ended}`)
}

export const playTopUp = async (world: World, action: Of<'top_up'>): Promise<void> => {
  const { db, bank, bankTimeoutMs } = world
  const at = timestamp()
  const amount = money(action.amount)
  const id = await inTx(db, (tx) =>
    startTopUp(tx, {
      customer_id: idOf(world.customers, action.customer),
      card_id: idOf(world.cards, `${action.customer}.${action.card}`),
      amount,
      bank_timeout_ms: bankTimeoutMs,
      at,
    }),
  )
  world.topUps.set(action.name, id)
  const token = await tokenOf(world, action.customer, action.card)
  const outcome = outcomeOfDebit(await bank.debit({ id, token, amount, expires_at: deadline(world) }))
  await inTx(db, (tx) => settleTopUp(tx, { top_up_id: id, outcome, at }))
  requireEnd(action.name, action.expect, await getTopUp(db, id))
}

export const playTopUpSettlement = async (world: World, action: Of<'settle_top_up'>): Promise<void> => {
  const id = idOf(world.topUps, action.name)
  const outcome = outcomeOfQuery(await world.bank.query(id), false)
  await inTx(world.db, (tx) => settleTopUp(tx, { top_up_id: id, outcome, queried: true, at: timestamp() }))
  requireEnd(action.name, action.expect, await getTopUp(world.db, id))
}

export const playOrder = async (world: World, action: Of<'order'>): Promise<void> => {
  const id = await inTx(world.db, (tx) =>
    createOrder(tx, {
      merchant_id: idOf(world.merchants, action.merchant),
      customer_id: idOf(world.customers, action.customer),
      amount: money(action.amount),
      description: action.description,
    }),
  )
  world.orders.set(action.name, id)
}

type DemoPayment = { order_id: string; customer_id: string; method: PaymentMethod }

/** A payment among many: nobody watches, so nothing is told to devices and no job waits for it. */
const payQuietly = async (world: World, action: Of<'pay'>, payment: DemoPayment): Promise<Ended> => {
  const { db, bank, bankTimeoutMs } = world
  const at = timestamp()
  const authorise = async (tx: Tx): Promise<Authorisation> => {
    const known = payment.method.type === 'card' && action.rightPassword
    const check = known
      ? { result: 'ok' as const }
      : await verifyPaymentPassword(tx, payment.customer_id, passwordOf(action))
    return check.result === 'ok' ? { result: 'ok', strength: 'second_factor' } : check
  }
  const started = await inTx(db, (tx) =>
    startPayment(tx, { ...payment, authorise, bank_timeout_ms: bankTimeoutMs, at }),
  )
  const { id, amount, bank_token } = started
  if (started.status !== 'pending' || bank_token === null) return started
  const result = await bank.debit({ id, token: bank_token, amount: money(amount), expires_at: deadline(world) })
  const outcome = outcomeOfDebit(result)
  await inTx(db, (tx) => settlePayment(tx, { payment_id: id, outcome, asked_at: at, at }))
  if (outcome.status === 'failed' && outcome.bank_code !== undefined) {
    // As the job does some seconds after each refusal.
    const charged = (await bank.query(id)).kind === 'approved'
    await inTx(db, (tx) => recordConfirmation(tx, { payment_id: id, charged, at: fromNow(4 * SECOND) }))
  }
  return { id, failure_code: null, ...outcome }
}

/** A payment of the last days, with all that follows from it. From the balance everybody here confirms with a second factor, as large sums need it. */
const payNow = async (deps: PaymentDeps, action: Of<'pay'>, payment: DemoPayment): Promise<Ended> => {
  const { method, customer_id } = payment
  const payment_password = passwordOf(action)
  if (method.type !== 'balance') return payOrder(deps, { ...payment, payment_password }, null)
  const authorise = async (tx: Tx): Promise<Authorisation> => {
    const check = await verifyPaymentPassword(tx, customer_id, payment_password)
    return check.result === 'ok' ? { result: 'ok', strength: 'second_factor' } : check
  }
  const bank_timeout_ms = deps.bankTimeoutMs
  return inTx(deps.db, (tx) => startPayment(tx, { ...payment, authorise, bank_timeout_ms }, deps))
}

const passwordOf = ({ rightPassword }: Of<'pay'>): string => (rightPassword ? demoPasswords.payment : wrongPassword)
const wrongPassword = '417093'

export const playPayment = async (world: World, action: Of<'pay'>): Promise<void> => {
  const { hooks, bank } = world
  const customer_id = idOf(world.customers, action.customer)
  const order_id = idOf(world.orders, action.order)
  const method: PaymentMethod =
    action.by === 'balance'
      ? { type: 'balance' }
      : { type: 'card', card_id: idOf(world.cards, `${action.customer}.${action.by}`) }
  const order = { order_id, customer_id, method }
  const present = { ...bank, debit: (request: DebitRequest) => bank.debit({ ...request, expires_at: deadline(world) }) }
  const payment = action.live
    ? await payNow({ ...world, ...hooks, bank: present }, action, order)
    : await payQuietly(world, action, order)
  world.payments.set(action.name, payment.id)
  requireEnd(action.name, action.expect, payment)
}

export const playSettlement = async (world: World, action: Of<'settle_payment'>): Promise<void> => {
  const { db, bank, hooks } = world
  const id = idOf(world.payments, action.name)
  const outcome = outcomeOfQuery(await bank.query(id), false)
  await inTx(db, (tx) => settlePayment(tx, { payment_id: id, outcome }, hooks))
  if (outcome.status !== action.expect)
    throw new Error(`${action.name} was to be ${action.expect}, is ${outcome.status}`)
}

export const playAcceptance = (world: World, { merchant, accepts }: Of<'accept_payments'>): Promise<void> =>
  setAcceptsPayments(world.db, idOf(world.merchants, merchant), accepts)
