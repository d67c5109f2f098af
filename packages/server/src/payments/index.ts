export type { PaymentHooks, PublishedEvents, SettledPayment } from './announce.ts'
export { diagnose } from './diagnosis/diagnose.ts'
export { paymentJobs, paymentsCrontab, slowPaymentJobs } from './jobs.ts'
export { setMaintenance } from './maintenance.ts'
export {
  createMerchant,
  listMerchants,
  makeApiKey,
  merchantAuthenticator,
  type NewApiKey,
  type NewMerchant,
  type NewRefundTerms,
  renewApiKey,
  setAcceptsPayments,
  setRefundTerms,
} from './merchants/index.ts'
export { closeExpiredOrders, createOrder, getOrder, type NewOrder } from './orders.ts'
export { getPayment, payOrder, type PaymentDeps } from './pay-order.ts'
export { paymentRoutes } from './routes.ts'
export { recordConfirmation, settlePayment, type Settlement } from './settle-payment.ts'
export { type NewPayment, startPayment } from './start-payment.ts'
export {
  createWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoints,
  resealWebhookSecrets,
} from './webhooks/index.ts'
export { type PaymentCard, paymentCards, type Reader } from './wire.ts'
