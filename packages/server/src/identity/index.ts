export { accountStanding } from './account-standing.ts'
export type { Verification } from '@topay/contract'
export type { CodeKeeping } from './codes.ts'
export type { IdentityDeps, RequestOrigin } from './deps.ts'
export { codeFits, sendCodeTo } from './one-time-codes.ts'
export { giveAccountBack } from './recovery/give-back.ts'
export { sendResetToCustomer } from './recovery/help-reset.ts'
export { alertCustomer, recordSecurityEvent } from './security/alerts.ts'
export { checkOwnPassword, clearCounters, type Counter, reserveTry } from './sign-in/locks.ts'
export {
  createCustomer,
  customerLocale,
  findCustomerByAddress,
  getCustomer,
  isNameOf,
  isSameName,
  lockCustomer,
  maskedCustomer,
  type MaskedCustomer,
  maskedCustomers,
  reachCustomer,
} from './customers.ts'
export { accountConfirmed, accountFactor, type FactorAnswer, requireFactor } from './factors/account-factor.ts'
export { type Authorisation, authorise, type AuthoriseInput, requirePaymentPassword } from './factors/authorise.ts'
export { bindingOf, type ChallengeConfig, startChallenge } from './factors/challenges.ts'
export { endAllRecoveryCodes } from './factors/queries.ts'
export { type OwnRequest, tellOfChange } from './factors/own-change.ts'
export { identityCrontab, identityJobs } from './jobs.ts'
export { maskAddress, maskName } from './mask.ts'
export { hashPassword, verifyPassword } from './password-hash.ts'
export { requireStrongPassword } from './password-rules.ts'
export { type PaymentPasswordCheck, verifyPaymentPassword } from './payment-password.ts'
export { identityRoutes } from './routes.ts'
export { frozenState, freeze, type Frozen, unfreeze } from './security/freeze.ts'
export { outgoingStop, type OutgoingStop } from './security/hold.ts'
export { listSecurityEvents } from './security/list-events.ts'
export { securityFacts, type SecurityFacts } from './security/security-facts.ts'
export { isClosed, lockForClosing } from './security/close-queries.ts'
export { closeCustomer, type ClosedIdentity } from './security/close-customer.ts'
export { customerAuthenticator } from './security/sessions.ts'
export { setVerificationClass, verificationClass, type VerificationClass, verifiedAs } from './verification-class.ts'
