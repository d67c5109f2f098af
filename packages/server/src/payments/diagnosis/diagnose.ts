import type { Diagnosis, LimitFacts, LocalizedText } from '@topay/contract'
import { type Db, found, timestamp, type Tx } from '../../platform/index.ts'
import { dayCaps, findReturn, getBalance, listCards, queryPause } from '../../wallet/index.ts'
import { isSettled } from '../payment-states.ts'
import { findAttempts, findEvents, findOrderView, findPayment, type PaymentEvent, type PaymentRow } from '../queries.ts'
import { inDoubt } from '../refusal.ts'
import { systemErrors } from '../retry-rule.ts'
import { orderStatus } from '../wire.ts'
import { explain } from './explain.ts'
import type { Facts } from './facts.ts'

const bankName = (row: PaymentRow): Facts['merchant'] | null =>
  row.bank_name_zh !== null && row.bank_name_en !== null ? { zh: row.bank_name_zh, en: row.bank_name_en } : null

/** What stands on the order beside this attempt. Of other customers' payments only that they are there. */
const besideOf = (row: PaymentRow, attempts: readonly PaymentRow[]): Facts['beside'] => {
  const others = attempts.filter(({ id }) => id !== row.id)
  const doubtful = others.find((attempt) => attempt.customer_id === row.customer_id && inDoubt(attempt))
  const standing = others.find((attempt) => attempt.status !== 'failed') ?? doubtful
  if (!standing) return null
  const paid = standing.status === 'succeeded'
  if (standing.customer_id !== row.customer_id) return { state: paid ? 'somebody_paid' : 'somebody_paying' }
  const { method, created_at, settled_at } = standing
  return { state: paid ? 'paid' : 'checking', at: settled_at ?? created_at, method, bank_name: bankName(standing) }
}

/** When the bank is asked next, if that still lies ahead. */
const nextQuery = (row: PaymentRow, now: string): string | null => {
  if (row.status !== 'unknown') return null
  const at = new Date(Date.parse(row.checked_at) + queryPause(row.queries)).toISOString()
  return at > now ? at : null
}

/** What a restricted customer was told when this was refused. */
const toldReasonOf = (events: readonly PaymentEvent[]): LocalizedText | null => {
  const detail = events.find(({ kind }) => kind === 'refused')?.detail
  const [zh, en] = [detail?.told_zh, detail?.told_en]
  return zh !== undefined && en !== undefined ? { zh, en } : null
}

/** Whether a second factor would allow today what the payment password alone did not. */
const stepUpHelps = async (tx: Tx | Db, row: PaymentRow): Promise<boolean> => {
  const limit = row.refusal_limit as LimitFacts | null
  if (row.failure_code !== 'LIM_AUTH_DAY' || limit === null) return true
  const { second_factor } = await dayCaps(tx)
  return (
    second_factor === null ||
    (second_factor > limit.limit.amount && limit.used.amount + row.from_balance <= second_factor)
  )
}

/** What happened to a payment, where the money is, why, and what to do; the same for customer and agent. Throws NOT_FOUND. */
export const diagnose = async (tx: Tx | Db, paymentId: string): Promise<Diagnosis> => {
  const row = found(await findPayment(tx, paymentId))
  const order = found(await findOrderView(tx, row.order_id))
  const attempts = await findAttempts(tx, row.order_id)
  const events = await findEvents(tx, row.id)
  const cards = await listCards(tx, row.customer_id)
  const { available, held } = await getBalance(tx, row.customer_id, row.currency)
  const now = timestamp()
  const name = bankName(row)
  const facts: Facts = {
    now,
    status: row.status,
    // A payment the bank is just being asked about is not known either.
    code: row.failure_code ?? (isSettled(row.status) ? null : 'NET_UNKNOWN'),
    money_moved: row.money_moved,
    amount: row.amount,
    currency: row.currency,
    merchant: { zh: order.merchant_name_zh, en: order.merchant_name_en },
    card: name && row.card_last4 !== null ? { bank_name: name, last4: row.card_last4 } : null,
    bank: row.bank_code === null ? null : { code: row.bank_code, message: row.bank_message ?? '' },
    order: { status: orderStatus(order), expires_at: order.expires_at },
    from_balance: row.from_balance,
    from_card: row.from_card,
    balance: available,
    held,
    other_cards: cards.filter((card) => card.bank_token !== row.bank_token).length,
    shortfall: row.shortfall,
    tries_left: row.tries_left,
    locked_until: row.locked_until,
    limit: row.refusal_limit as LimitFacts | null,
    step_up_helps: await stepUpHelps(tx, row),
    told_reason: toldReasonOf(events),
    system_errors: systemErrors(attempts.filter(({ customer_id }) => customer_id === row.customer_id)),
    returned: row.from_card > 0 && row.status === 'failed' ? await findReturn(tx, row.id) : null,
    created_at: row.created_at,
    settled_at: row.settled_at,
    checked_at: row.checked_at,
    next_query_at: nextQuery(row, now),
    beside: besideOf(row, attempts),
    events,
  }
  const paidBy = facts.beside?.state === 'paid' ? order.payment_id : null
  return explain(facts, { payment_id: row.id, order_id: row.order_id, paid_by: paidBy })
}
