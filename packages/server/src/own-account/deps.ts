import type { CaseKinds } from '../cases/index.ts'
import type { IdentityDeps } from '../identity/index.ts'

/** What this module is given at wiring. */
export type OwnAccountDeps = IdentityDeps & { kinds: CaseKinds; dataDir: string }
