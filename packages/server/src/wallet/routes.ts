import { api } from '@topay/contract'
import { type BoundRoute, on, onceStarted } from '../platform/index.ts'
import { listTransactions } from './bills.ts'
import { linkCard, makeCardDefault, removeCard } from './cards.ts'
import { getWallet } from './get-wallet.ts'
import { chargeTopUp, getTopUp, startTopUp, type WalletDeps } from './top-up.ts'

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
  on(api.listTransactions, ({ actor, query }) => listTransactions(deps.db, actor.id, query)),
]
