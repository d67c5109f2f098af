import type { Db } from '../platform/index.ts'
import type { CaseKinds } from './case-kind.ts'

/** What this module is given at wiring; `dataDir` is TOPAY_DATA_DIR, where files lie. */
export type CasesDeps = { db: Db; kinds: CaseKinds; dataDir: string }
