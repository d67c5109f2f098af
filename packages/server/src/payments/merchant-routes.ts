import { api } from '@topay/contract'
import { type BoundRoute, found, inTx, on } from '../platform/index.ts'
import { getBalanceOf } from './accounts.ts'
import {
  createApiKey,
  exportSettlementStatement,
  getSettlementStatement,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
} from './merchants/index.ts'
import { findMerchant } from './merchants/queries.ts'
import { closeOrder, getOrder, listMerchantOrders } from './orders.ts'
import type { PaymentDeps } from './pay-order.ts'
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  replayWebhookDelivery,
  requireWebhookUrl,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from './webhooks/index.ts'
import { merchantOf } from './wire.ts'

/** What a merchant's programs do with its key, beside making and reading orders. */
export const merchantRoutes = ({ db, publicUrl, config }: PaymentDeps): BoundRoute[] => [
  on(api.getMerchant, async ({ actor }) => ({
    ...merchantOf(found(await findMerchant(db, actor.id))),
    balance: await getBalanceOf(db, actor.id),
    code_url: `${publicUrl()}/m/${actor.id}`,
  })),
  on(api.listMerchantOrders, ({ actor, query }) => listMerchantOrders(db, actor.id, query, publicUrl)),
  on(api.closeOrder, ({ actor, params }) =>
    inTx(db, async (tx) => {
      await closeOrder(tx, { order_id: params.order_id, merchant_id: actor.id })
      return getOrder(tx, params.order_id, actor, publicUrl)
    }),
  ),

  on(api.listApiKeys, ({ actor }) => listApiKeys(db, actor.id)),
  on(api.createApiKey, ({ actor, body }) => inTx(db, (tx) => createApiKey(tx, actor, body))),
  on(api.rotateApiKey, ({ actor, params, body }) => inTx(db, (tx) => rotateApiKey(tx, actor, { ...params, ...body }))),
  on(api.revokeApiKey, ({ actor, params }) => inTx(db, (tx) => revokeApiKey(tx, actor, params.api_key_id))),

  on(api.listWebhookEndpoints, ({ actor }) => listWebhookEndpoints(db, actor.id)),
  on(api.createWebhookEndpoint, async ({ actor, body }) => {
    await requireWebhookUrl(body.url, config)
    return inTx(db, (tx) => createWebhookEndpoint(tx, config, { ...body, merchant_id: actor.id }))
  }),
  on(api.updateWebhookEndpoint, async ({ actor, params, body }) => {
    if (body.url !== undefined) await requireWebhookUrl(body.url, config)
    const change = { merchant_id: actor.id, id: params.webhook_endpoint_id, changes: body }
    return inTx(db, (tx) => updateWebhookEndpoint(tx, change))
  }),
  on(api.deleteWebhookEndpoint, ({ actor, params }) =>
    inTx(db, (tx) => deleteWebhookEndpoint(tx, { merchant_id: actor.id, id: params.webhook_endpoint_id })),
  ),
  on(api.rotateWebhookSecret, ({ actor, params }) =>
    inTx(db, (tx) => rotateWebhookSecret(tx, config, { merchant_id: actor.id, id: params.webhook_endpoint_id })),
  ),
  on(api.listWebhookDeliveries, ({ actor, query }) => listWebhookDeliveries(db, actor.id, query)),
  on(api.replayWebhookDelivery, ({ actor, params }) =>
    inTx(db, (tx) => replayWebhookDelivery(tx, { merchant_id: actor.id, id: params.webhook_delivery_id })),
  ),

  on(api.getSettlementStatement, ({ actor, params }) => getSettlementStatement(db, actor.id, params.month)),
  on(api.exportSettlementStatement, async ({ actor, params }) => exportSettlementStatement(db, actor.id, params.month)),
]
