export {
  createCustomer,
  customerLocale,
  getCustomer,
  maskedCustomer,
  type MaskedCustomer,
  maskedCustomers,
  reachCustomer,
} from './customers.ts'
export { identityCrontab, identityJobs } from './jobs.ts'
export { hashPassword, verifyPassword } from './password-hash.ts'
export { requireStrongPassword } from './password-rules.ts'
export { type PaymentPasswordCheck, verifyPaymentPassword } from './payment-password.ts'
export { identityRoutes } from './routes.ts'
export { customerAuthenticator } from './sessions.ts'
