import { api } from '@topay/contract'
import { type BoundRoute, inTx, on, once } from '../platform/index.ts'
import { createMoneyRequest, endMoneyRequest, getMoneyRequest, listMoneyRequests } from './money-requests.ts'
import { findPayee, listPayees } from './payees.ts'
import { getReceiveCode, renewReceiveCode } from './receive-code.ts'
import type { WalletDeps } from './top-up.ts'
import { getTransfer, openRedPacket, sendTransfer } from './transfers.ts'

/** Money between people: whom to pay, transfers, requests. */
export const transferRoutes = (deps: WalletDeps): BoundRoute[] => [
  on(api.findPayee, ({ actor, body }) => findPayee(deps.db, actor.id, body)),
  on(api.listPayees, ({ actor }) => listPayees(deps.db, actor.id)),
  on(api.getReceiveCode, ({ actor }) => getReceiveCode(deps, actor.id)),
  on(api.renewReceiveCode, ({ actor }) => renewReceiveCode(deps, actor.id)),
  on(api.sendTransfer, ({ actor, body, idempotency }) =>
    sendTransfer(deps, { customer_id: actor.id, ...body }, idempotency),
  ),
  on(api.getTransfer, ({ actor, params }) => getTransfer(deps.db, params.transfer_id, actor.id)),
  on(api.openRedPacket, ({ actor, params }) => inTx(deps.db, (tx) => openRedPacket(tx, params.transfer_id, actor.id))),
  on(api.createMoneyRequest, ({ actor, body, idempotency }) =>
    once(deps.db, idempotency, (tx) => createMoneyRequest(tx, { customer_id: actor.id, ...body })),
  ),
  on(api.listMoneyRequests, ({ actor, query }) => listMoneyRequests(deps.db, actor.id, query)),
  on(api.getMoneyRequest, ({ actor, params }) => getMoneyRequest(deps.db, params.money_request_id, actor.id)),
  on(api.declineMoneyRequest, ({ actor, params }) =>
    inTx(deps.db, (tx) => endMoneyRequest(tx, { ...params, customer_id: actor.id, to: 'declined' })),
  ),
  on(api.cancelMoneyRequest, ({ actor, params }) =>
    inTx(deps.db, (tx) => endMoneyRequest(tx, { ...params, customer_id: actor.id, to: 'cancelled' })),
  ),
]
