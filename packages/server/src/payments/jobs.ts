import { inTx, type Jobs } from '../platform/index.ts'
import { closeExpiredOrders } from './orders.ts'
import { confirmPayment, type PaymentDeps, queryPayment } from './pay-order.ts'
import { CONFIRM_PAYMENT } from './settle-payment.ts'
import { QUERY_PAYMENT } from './start-payment.ts'

const CLOSE_ORDERS = 'payments:close_orders'

/** Orders whose time is over are closed once a minute; until then they already count as closed. */
export const paymentsCrontab = `* * * * * ${CLOSE_ORDERS}`

/** Jobs of payments: what became of unanswered ones, whether the bank stands by a refusal, orders whose time is over. */
export const paymentJobs = (deps: PaymentDeps): Jobs => ({
  [QUERY_PAYMENT]: (payload) => queryPayment(deps, String(payload.payment_id)),
  [CONFIRM_PAYMENT]: (payload) => confirmPayment(deps, String(payload.payment_id)),
  [CLOSE_ORDERS]: async () => {
    while ((await inTx(deps.db, (tx) => closeExpiredOrders(tx))) > 0);
  },
})
