import { fromNow, inTx, type Jobs } from '../platform/index.ts'
import { OVERDUE_MS } from '../wallet/index.ts'
import { closeExpiredOrders } from './orders.ts'
import { confirmPayment, type PaymentDeps, queryPayment } from './pay-order.ts'
import { findUnsettledPayments } from './queries.ts'
import { CONFIRM_PAYMENT } from './settle-payment.ts'
import { enqueueQuery, QUERY_PAYMENT } from './start-payment.ts'

const CLOSE_ORDERS = 'payments:close_orders'
const QUERY_OVERDUE = 'payments:query_overdue'

/**
 * Orders whose time is over are closed once a minute; until then they already count as closed. Once an hour, what has been unknown for long is asked about,
 * should its own job have been lost.
 */
export const paymentsCrontab = `* * * * * ${CLOSE_ORDERS}\n17 * * * * ${QUERY_OVERDUE}`

/** Jobs of payments: what became of unanswered ones, whether the bank stands by a refusal, orders whose time is over. */
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
})
