import { DAY, fromNow, inTx, type Jobs } from '../platform/index.ts'
import { OVERDUE_MS } from './bank-connector.ts'
import { expireMoneyRequests } from './money-requests.ts'
import { deleteLookups } from './payee-queries.ts'
import { findUnsettledTopUps } from './queries.ts'
import { returnJobs, returnsCrontab } from './returns.ts'
import { enqueueWithdrawalQuery, QUERY_WITHDRAWAL } from './settle-withdrawal.ts'
import { enqueueQuery, QUERY_TOP_UP, queryTopUp, type WalletDeps } from './top-up.ts'
import { queryWithdrawal } from './withdraw.ts'
import { findUnsettledWithdrawals } from './withdrawal-queries.ts'

const QUERY_OVERDUE = 'wallet:query_overdue'
const EXPIRE_REQUESTS = 'wallet:expire_money_requests'
const PRUNE = 'wallet:prune'

/** Searches for payees count for a day; they are kept a little longer to be looked into. */
const KEEP_LOOKUPS_MS = 7 * DAY

/**
 * Once an hour, what has been unknown for long is asked about, should its own job have been lost. Requests for money whose time is over are ended once a minute;
 * until then they already count as expired. Once a day (China time 04:30) old searches for payees are forgotten.
 */
export const walletCrontab = [
  `7 * * * * ${QUERY_OVERDUE}`,
  `* * * * * ${EXPIRE_REQUESTS}`,
  `30 20 * * * ${PRUNE}`,
  returnsCrontab,
].join('\n')

/** Jobs of the wallet: what became of top-ups and withdrawals that the bank did not answer, requests whose time is over. */
export const walletJobs = (deps: WalletDeps): Jobs => ({
  ...returnJobs(deps),
  [QUERY_TOP_UP]: (payload) => queryTopUp(deps, String(payload.top_up_id)),
  [QUERY_WITHDRAWAL]: (payload) => queryWithdrawal(deps, String(payload.withdrawal_id)),
  [QUERY_OVERDUE]: () =>
    inTx(deps.db, async (tx) => {
      for (const { id } of await findUnsettledTopUps(tx, fromNow(-OVERDUE_MS))) await enqueueQuery(tx, id, 0)
      for (const { id } of await findUnsettledWithdrawals(tx, fromNow(-OVERDUE_MS)))
        await enqueueWithdrawalQuery(tx, id, 0)
    }),
  [EXPIRE_REQUESTS]: async () => {
    while ((await inTx(deps.db, (tx) => expireMoneyRequests(tx))) > 0);
  },
  [PRUNE]: async () => {
    await deleteLookups(deps.db, fromNow(-KEEP_LOOKUPS_MS))
  },
})
