import { fromNow, inTx, type Jobs, plannedAt } from '../platform/index.ts'
import { OVERDUE_MS } from '../wallet/index.ts'
import { closeExpiredOrders } from './orders.ts'
import { confirmPayment, type PaymentDeps, queryPayment } from './pay-order.ts'
import { findUnsettledPayments } from './queries.ts'
import { CONFIRM_PAYMENT } from './settle-payment.ts'
import { MAINTENANCE_OVER, tellMaintenanceOver } from './maintenance.ts'
import { enqueueSettlementReady, TELL_SETTLEMENT, tellSettlementReady } from './merchants/settlement-ready.ts'
import { enqueueQuery, QUERY_PAYMENT } from './start-payment.ts'
import { DELIVER_WEBHOOK, deliverWebhook } from './webhooks/index.ts'

const CLOSE_ORDERS = 'payments:close_orders'
const QUERY_OVERDUE = 'payments:query_overdue'
const SETTLEMENT_READY = 'payments:settlement_ready'

/**
 * Orders whose time is over are closed once a minute; until then they already count as closed. Once an hour, what has been unknown for long is asked about,
 * should its own job have been lost. Ten minutes into a day in China (UTC+8) merchants learn that the day before is complete.
 */
export const paymentsCrontab = [
  `* * * * * ${CLOSE_ORDERS}`,
  `17 * * * * ${QUERY_OVERDUE}`,
  `10 16 * * * ${SETTLEMENT_READY}`,
].join('\n')

/** Jobs of payments: what became of unanswered ones, whether the bank stands by a refusal, orders whose time is over, what merchants and customers are told. */
export const paymentJobs = (deps: PaymentDeps): Jobs => ({
  [QUERY_PAYMENT]: (payload) => queryPayment(deps, String(payload.payment_id)),
  [CONFIRM_PAYMENT]: (payload) => confirmPayment(deps, String(payload.payment_id)),
  [QUERY_OVERDUE]: () =>
    inTx(deps.db, async (tx) => {
      for (const { id } of await findUnsettledPayments(tx, fromNow(-OVERDUE_MS))) await enqueueQuery(tx, id, 0)
    }),
  [CLOSE_ORDERS]: async () => {
    while ((await inTx(deps.db, (tx) => closeExpiredOrders(tx))) > 0);
  },
  [MAINTENANCE_OVER]: async () => {
    while ((await inTx(deps.db, (tx) => tellMaintenanceOver(tx))) > 0);
  },
  [SETTLEMENT_READY]: (payload) => inTx(deps.db, (tx) => enqueueSettlementReady(tx, plannedAt(payload))),
  [TELL_SETTLEMENT]: ({ date, merchant_id }) =>
    inTx(deps.db, (tx) => tellSettlementReady(tx, { date: String(date), merchant_id: String(merchant_id) })),
})

/** Jobs that wait for a merchant's computer, each for some seconds at the worst: they want workers of their own. */
export const slowPaymentJobs = (deps: PaymentDeps): Jobs => ({
  [DELIVER_WEBHOOK]: (payload) => deliverWebhook(deps, String(payload.delivery_id)),
})
