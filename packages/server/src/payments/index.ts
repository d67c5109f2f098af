export type { PaymentHooks, PublishedEvents, SettledPayment } from './announce.ts'
export { diagnose } from './diagnosis/diagnose.ts'
export { paymentJobs, paymentsCrontab } from './jobs.ts'
export {
  createMerchant,
  listMerchants,
  merchantAuthenticator,
  type NewMerchant,
  rotateApiKey,
  setAcceptsPayments,
} from './merchants.ts'
export { closeExpiredOrders, createOrder, getOrder, type NewOrder } from './orders.ts'
export { getPayment, payOrder, type PaymentDeps } from './pay-order.ts'
export { paymentRoutes } from './routes.ts'
export { recordConfirmation, settlePayment, type Settlement } from './settle-payment.ts'
export { type NewPayment, startPayment } from './start-payment.ts'
export { type PaymentCard, paymentCards, type Reader } from './wire.ts'
