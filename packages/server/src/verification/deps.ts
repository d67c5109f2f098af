import type { Config, Db } from '../platform/index.ts'

/** What this module is given at wiring; `dataDir` is TOPAY_DATA_DIR, where the vault lies. */
export type VerificationDeps = {
  db: Db
  config: Pick<Config, 'TOPAY_SECRET' | 'demo'>
  dataDir: string
  publicUrl: () => string
}
