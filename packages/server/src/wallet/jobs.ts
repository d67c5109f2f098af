import { type Jobs } from '../platform/index.ts'
import { QUERY_TOP_UP, queryTopUp, type WalletDeps } from './top-up.ts'

/** Jobs of the wallet: what became of top-ups that the bank did not answer. */
export const walletJobs = (deps: WalletDeps): Jobs => ({
  [QUERY_TOP_UP]: (payload) => queryTopUp(deps, String(payload.top_up_id)),
})
