import { api } from '@topay/contract'
import { AppError, type BoundRoute, type CustomerActor, inTx, type MerchantActor, on, once } from '../platform/index.ts'
import { receiveBankCallback } from './bank-callbacks.ts'
import { challengeFor } from './challenge.ts'
import { diagnose } from './diagnosis/diagnose.ts'
import { getServiceStatus, notifyWhenBack, setMaintenance } from './maintenance.ts'
import { merchantRoutes } from './merchant-routes.ts'
import { listMerchants } from './merchants/index.ts'
import { createOrder, getOrder, type NewOrder } from './orders.ts'
import { getPayment, payOrder, type PaymentDeps } from './pay-order.ts'

type Asked = {
  merchant_id?: string | undefined
  merchant_reference?: string | undefined
  return_url?: string | undefined
}

/** Whose order it is. A merchant's key says its merchant; a customer names one, and has no say in the merchant's numbers. */
const ownerOf = (actor: CustomerActor | MerchantActor, body: Asked): Pick<NewOrder, 'merchant_id' | 'customer_id'> => {
  const invalid = (path: keyof Asked, message: string) => new AppError('INPUT_INVALID', { fields: [{ path, message }] })
  if (actor.realm === 'merchant') {
    if (body.merchant_id !== undefined && body.merchant_id !== actor.id)
      throw invalid('merchant_id', 'the key belongs to another merchant; leave it out')
    return { merchant_id: actor.id, customer_id: null }
  }
  if (body.merchant_id === undefined) throw invalid('merchant_id', 'name the merchant')
  if (body.merchant_reference !== undefined) throw invalid('merchant_reference', 'only a merchant’s key may set it')
  // Else anybody could send others from our own page to a page of theirs.
  if (body.return_url !== undefined) throw invalid('return_url', 'only a merchant’s key may set it')
  return { merchant_id: body.merchant_id, customer_id: actor.id }
}

/** The operations of payments in the contract. */
export const paymentRoutes = (deps: PaymentDeps): BoundRoute[] => [
  on(api.listMerchants, () => listMerchants(deps.db)),
  on(api.createOrder, ({ actor, body, idempotency }) =>
    once(deps.db, idempotency, async (tx) =>
      getOrder(tx, await createOrder(tx, { ...body, ...ownerOf(actor, body) }), actor, deps.publicUrl),
    ),
  ),
  on(api.getOrder, ({ actor, params }) => getOrder(deps.db, params.order_id, actor, deps.publicUrl)),
  on(api.payOrder, ({ actor, params, body, idempotency }) =>
    payOrder(deps, { order_id: params.order_id, customer_id: actor.id, ...body }, idempotency),
  ),
  on(api.getPayment, ({ actor, params }) => getPayment(deps.db, params.payment_id, actor, deps.publicUrl)),
  on(api.diagnosePayment, async ({ actor, params }) => {
    await getPayment(deps.db, params.payment_id, actor, deps.publicUrl)
    return diagnose(deps.db, params.payment_id)
  }),
  on(api.startChallenge, ({ actor, body, headers }) =>
    inTx(deps.db, (tx) =>
      challengeFor(tx, deps.config, { customer_id: actor.id, operation: body, host: headers.host }),
    ),
  ),
  on(api.getServiceStatus, () => getServiceStatus(deps.db)),
  on(api.notifyWhenBack, ({ actor }) => inTx(deps.db, (tx) => notifyWhenBack(tx, actor.id))),
  on(api.setMaintenance, ({ actor, body, request_id }) =>
    inTx(deps.db, (tx) => setMaintenance(tx, { ...body, doer: { kind: 'staff', id: actor.id, request_id } })),
  ),
  on(api.receiveBankCallback, ({ headers, body }) => receiveBankCallback(deps, headers, body)),
  ...merchantRoutes(deps),
]
