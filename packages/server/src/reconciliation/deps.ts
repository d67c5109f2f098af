import type { PaymentDeps } from '../payments/index.ts'

/** What this module is given at wiring: what the file decides is settled as payments and the wallet settle it. */
export type ReconciliationDeps = PaymentDeps
