import { fromNow, inTx, type Jobs } from '../platform/index.ts'
import { OVERDUE_MS } from './bank-connector.ts'
import { findUnsettledTopUps } from './queries.ts'
import { returnJobs, returnsCrontab } from './returns.ts'
import { enqueueQuery, QUERY_TOP_UP, queryTopUp, type WalletDeps } from './top-up.ts'

const QUERY_OVERDUE = 'wallet:query_overdue'

/** Once an hour, what has been unknown for long is asked about, should its own job have been lost. */
export const walletCrontab = [`7 * * * * ${QUERY_OVERDUE}`, returnsCrontab].join('\n')

/** Jobs of the wallet: what became of top-ups that the bank did not answer. */
export const walletJobs = (deps: WalletDeps): Jobs => ({
  ...returnJobs(deps),
  [QUERY_TOP_UP]: (payload) => queryTopUp(deps, String(payload.top_up_id)),
  [QUERY_OVERDUE]: () =>
    inTx(deps.db, async (tx) => {
      for (const { id } of await findUnsettledTopUps(tx, fromNow(-OVERDUE_MS))) await enqueueQuery(tx, id, 0)
    }),
})
