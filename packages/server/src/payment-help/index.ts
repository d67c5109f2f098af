export { onPaymentSettled } from './on-payment-settled.ts'
export { paymentKind } from './payment-kind.ts'
