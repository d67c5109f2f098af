export {
  createApiKey,
  listApiKeys,
  makeApiKey,
  merchantAuthenticator,
  type NewApiKey,
  revokeApiKey,
  rotateApiKey,
} from './api-keys.ts'
export { createMerchant, listMerchants, type NewMerchant, renewApiKey, setAcceptsPayments } from './merchants.ts'
export { type NewRefundTerms, setRefundTerms } from './refund-terms.ts'
export { exportSettlementStatement, getSettlementStatement } from './settlement.ts'
