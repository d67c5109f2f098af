import { api } from '@topay/contract'
import { type BoundRoute, on, onceStarted } from '../platform/index.ts'
import { linkCard, makeCardDefault, removeCard } from './cards.ts'
import { downloadReceipt, exportStatement } from './export-statement.ts'
import { getWallet } from './get-wallet.ts'
import { getTransaction, listTransactions } from './list-bills.ts'
import { getSpending } from './spending.ts'
import { getLimits, setOwnLimits } from './own-limits.ts'
import { chargeTopUp, getTopUp, startTopUp, type WalletDeps } from './top-up.ts'
import { transferRoutes } from './transfer-routes.ts'
import { getWithdrawal, withdraw } from './withdraw.ts'

/** The wallet's operations of the contract. */
export const walletRoutes = (deps: WalletDeps): BoundRoute[] => [
  on(api.getWallet, ({ actor }) => getWallet(deps.db, actor.id)),
  on(api.addCard, ({ actor, body }) => linkCard(deps, { customer_id: actor.id, ...body })),
  on(api.updateCard, ({ actor, params, request_id }) =>
    makeCardDefault(deps.db, {
      customer_id: actor.id,
      card_id: params.card_id,
      doer: { kind: 'customer', id: actor.id, request_id },
    }),
  ),
  on(api.removeCard, ({ actor, params }) => removeCard(deps.db, { customer_id: actor.id, card_id: params.card_id })),
  on(api.topUp, ({ actor, body, idempotency }) =>
    onceStarted(deps.db, idempotency, {
      start: (tx) => startTopUp(tx, { customer_id: actor.id, ...body, bank_timeout_ms: deps.bankTimeoutMs }),
      proceed: (id) => chargeTopUp(deps, id),
      current: (id) => getTopUp(deps.db, id),
    }),
  ),
  on(api.getTopUp, ({ actor, params }) => getTopUp(deps.db, params.top_up_id, actor.id)),
  on(api.withdraw, ({ actor, body, idempotency }) => withdraw(deps, { customer_id: actor.id, ...body }, idempotency)),
  on(api.getWithdrawal, ({ actor, params }) => getWithdrawal(deps.db, params.withdrawal_id, actor.id)),
  on(api.getLimits, ({ actor }) => getLimits(deps.db, actor.id)),
  on(api.setOwnLimits, ({ actor, body, request_id }) =>
    setOwnLimits(deps.db, actor.id, body, { kind: 'customer', id: actor.id, request_id }),
  ),
  ...transferRoutes(deps),
  on(api.listTransactions, ({ actor, query }) => listTransactions(deps.db, actor.id, query)),
  on(api.getTransaction, ({ actor, params }) => getTransaction(deps.db, actor.id, params.transaction_id)),
  on(api.downloadReceipt, ({ actor, params, locale }) =>
    downloadReceipt(deps.db, { customer_id: actor.id, transaction_id: params.transaction_id, locale }),
  ),
  on(api.getSpending, ({ actor, query }) => getSpending(deps.db, actor.id, query.month)),
  on(api.exportStatement, ({ actor, params, query, locale }) =>
    exportStatement(deps.db, { customer_id: actor.id, month: params.month, format: query.format, locale }),
  ),
]
