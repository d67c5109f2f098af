import type { IdentityDeps } from '../identity/index.ts'

/** What this module is given at wiring. */
export type OwnAccountDeps = IdentityDeps
