import { api } from '@topay/contract'
import { type BoundRoute, type Db, inTx, on, once, type StaffActor } from '../platform/index.ts'
import { liftRiskFlag, listRiskFlags, raiseRiskFlag } from './flags.ts'

const doerOf = (actor: StaffActor, request_id: string) => ({ kind: 'staff' as const, id: actor.id, request_id })

/** Flags, raised and lifted by risk analysts. */
export const riskRoutes = ({ db }: { db: Db }): BoundRoute[] => [
  on(api.listRiskFlags, ({ query }) => listRiskFlags(db, query)),
  on(api.raiseRiskFlag, ({ actor, body, idempotency, request_id }) =>
    once(db, idempotency, (tx) => raiseRiskFlag(tx, { ...body, doer: doerOf(actor, request_id) })),
  ),
  on(api.liftRiskFlag, ({ actor, params, request_id }) =>
    inTx(db, (tx) => liftRiskFlag(tx, { id: params.risk_flag_id, doer: doerOf(actor, request_id) })),
  ),
]
