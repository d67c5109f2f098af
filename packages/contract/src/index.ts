export { api, type Api } from './api.ts'
export { ApiError, createClient, type Client, type Input, type Output } from './client.ts'
export * from './common.ts'
export { type ErrorCode, type ErrorRow, errors } from './errors.ts'
export * from './failures.ts'
export * from './money.ts'
export { apiPrefix, type OperationId, operations } from './operations.ts'
export type * from './realtime.ts'
export {
  allows,
  merchantScopes,
  type MerchantScope,
  type Permission,
  permissions,
  permissionsOfRole,
  type Role,
  roles,
} from './roles.ts'
export { route, type Realm, type RouteOptions } from './route.ts'
export * from './routes/account.ts'
export * from './routes/bills.ts'
export * from './routes/challenges.ts'
export * from './routes/demo.ts'
export * from './routes/desk.ts'
export * from './routes/identity-desk.ts'
export * from './routes/merchant.ts'
export * from './routes/money-desk.ts'
export * from './routes/own-account.ts'
export * from './routes/payments.ts'
export * from './routes/privacy.ts'
export * from './routes/proof.ts'
export * from './routes/recovery.ts'
export * from './routes/refusal.ts'
export * from './routes/security.ts'
export * from './routes/sign-in.ts'
export * from './routes/staff.ts'
export * from './routes/support.ts'
export * from './routes/transfers.ts'
export * from './routes/verification.ts'
export * from './verification-terms.ts'
export * from './routes/wallet.ts'
