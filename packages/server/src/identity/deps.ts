import type { Config, Db, Tx } from '../platform/index.ts'
import type { CodeKeeping } from './codes.ts'

/** What the routes and jobs of identity are given. */
export type IdentityDeps = {
  db: Db
  config: CodeKeeping & Pick<Config, 'TOPAY_PUBLIC_URL'>
  /** Where customers reach us, without a slash at the end; for links and passkeys. */
  publicUrl: () => string
  /** Opens the urgent case of an account that was frozen; cases lie above identity, so the wiring gives it. */
  onFrozen?: (tx: Tx, customerId: string) => Promise<{ case_id: string; case_number: string }>
}

/** Where a request came from. `session_id` when somebody is signed in. */
export type RequestOrigin = { ip: string; user_agent: string; session_id?: string | undefined }
