import { z } from 'zod'
import { id, page, pageQuery, text, timestamp } from '../common.ts'
import { Money } from '../money.ts'
import { merchantScopes } from '../roles.ts'
import { route, shape } from '../route.ts'
import { Merchant, Order } from './payments.ts'

export const ApiKey = z
  .strictObject({
    id: id('api_key'),
    name: z.string(),
    hint: z.string().meta({ description: 'Beginning and last four characters', example: 'mk_…8f2a' }),
    scopes: z.array(z.enum(merchantScopes)),
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
    expires_at: timestamp.nullable(),
  })
  .meta({ id: 'ApiKey', description: 'A merchant’s key; only its hash is kept' })
export type ApiKey = z.infer<typeof ApiKey>

const NewApiKey = ApiKey.extend({ key: z.string().meta({ description: 'The key itself, told this once' }) }).meta({
  id: 'NewApiKey',
})

export const webhookEventTypes = [
  'payment.succeeded',
  'payment.failed',
  'payment.unknown',
  'order.closed',
  'settlement.ready',
] as const

export const WebhookEndpoint = z
  .strictObject({
    id: id('webhook_endpoint'),
    url: z.string(),
    events: z.array(z.enum(webhookEventTypes)),
    enabled: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'WebhookEndpoint' })
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>

const NewWebhookEndpoint = WebhookEndpoint.extend({
  secret: z.string().meta({ description: 'Standard Webhooks secret (whsec_…), told this once' }),
}).meta({ id: 'NewWebhookEndpoint' })

export const WebhookDelivery = z
  .strictObject({
    id: id('webhook_delivery'),
    endpoint_id: id('webhook_endpoint'),
    event_id: id('webhook_event'),
    event_type: z.enum(webhookEventTypes),
    url: z.string(),
    payload: z.unknown().meta({ description: 'The body as it was sent' }),
    status: z.enum(['queued', 'delivered', 'failed']).meta({ description: 'failed: given up after the last try' }),
    attempts: z.array(
      z.strictObject({
        at: timestamp,
        status: z.int().nullable().meta({ description: 'HTTP status; null when there was no answer' }),
        error: z.string().nullable(),
        duration_ms: z.int(),
      }),
    ),
    next_attempt_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

export const SettlementStatement = z
  .strictObject({
    merchant_id: id('merchant'),
    month: z.string(),
    opening: Money,
    closing: Money,
    days: z.array(
      z.strictObject({ date: z.string(), count: z.int(), gross: Money, refunds: Money, net: Money, balance: Money }),
    ),
    total: z.strictObject({ count: z.int(), gross: Money, refunds: Money, net: Money }),
  })
  .meta({ id: 'SettlementStatement', description: 'A merchant’s month by day in China time, from the ledger' })
export type SettlementStatement = z.infer<typeof SettlementStatement>

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .meta({ example: '2026-11' })
const keyParams = shape({ api_key_id: id('api_key') })
const endpointParams = shape({ webhook_endpoint_id: id('webhook_endpoint') })
const url = z.url({ protocol: /^https?$/ }).max(500)
const events = z.array(z.enum(webhookEventTypes)).min(1)

export const merchantRoutes = {
  getMerchant: route('getMerchant', {
    summary: 'The merchant that the key belongs to',
    tag: 'merchant',
    realms: ['merchant'],
    status: 200,
    response: Merchant.extend({ balance: Money, code_url: z.url().meta({ description: 'What its QR code says' }) }),
  }),
  listMerchantOrders: route('listMerchantOrders', {
    summary: 'Orders, the latest first',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'orders:read',
    query: shape({
      ...pageQuery,
      status: z.enum(['open', 'paid', 'closed']).optional(),
      merchant_reference: text(64).optional(),
    }),
    status: 200,
    response: page(Order),
  }),
  closeOrder: route('closeOrder', {
    summary: 'Close an open order: nobody can pay it any more. Refused while a payment of it may still succeed.',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'orders:write',
    params: shape({ order_id: id('order') }),
    status: 200,
    response: Order,
    errors: ['ORDER_NOT_PAYABLE'],
  }),
  listApiKeys: route('listApiKeys', {
    summary: 'Keys that are good',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'keys:write',
    status: 200,
    response: shape({ items: z.array(ApiKey) }),
  }),
  createApiKey: route('createApiKey', {
    summary: 'Make a key; it may do no more than the key that makes it',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'keys:write',
    body: shape({
      name: text(60),
      scopes: z.array(z.enum(merchantScopes)).min(1),
      expires_at: timestamp.optional(),
    }),
    status: 201,
    response: NewApiKey,
    errors: ['KEY_SCOPE_MISSING'],
  }),
  rotateApiKey: route('rotateApiKey', {
    summary: 'Replace a key; the old one goes on for the hours given, so that programs can change over',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'keys:write',
    params: keyParams,
    body: shape({ overlap_hours: z.int().min(0).max(168).default(24) }),
    status: 201,
    response: NewApiKey,
  }),
  revokeApiKey: route('revokeApiKey', {
    summary: 'End a key at once',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'keys:write',
    params: keyParams,
    status: 204,
  }),
  listWebhookEndpoints: route('listWebhookEndpoints', {
    summary: 'Where events go',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:read',
    status: 200,
    response: shape({ items: z.array(WebhookEndpoint) }),
  }),
  createWebhookEndpoint: route('createWebhookEndpoint', {
    summary: 'Have events sent to an address, signed by Standard Webhooks',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:write',
    body: shape({ url, events }),
    status: 201,
    response: NewWebhookEndpoint,
    errors: ['WEBHOOK_URL_REFUSED', 'WEBHOOK_ENDPOINTS_MANY'],
  }),
  updateWebhookEndpoint: route('updateWebhookEndpoint', {
    summary: 'Change address or events, or switch it off',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:write',
    params: endpointParams,
    body: shape({ url: url.optional(), events: events.optional(), enabled: z.boolean().optional() }),
    status: 200,
    response: WebhookEndpoint,
    errors: ['WEBHOOK_URL_REFUSED'],
  }),
  deleteWebhookEndpoint: route('deleteWebhookEndpoint', {
    summary: 'Send nothing there any more; its log stays',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:write',
    params: endpointParams,
    status: 204,
  }),
  rotateWebhookSecret: route('rotateWebhookSecret', {
    summary: 'Get a new secret; for 24 hours messages are signed with both',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:write',
    params: endpointParams,
    status: 200,
    response: NewWebhookEndpoint,
  }),
  listWebhookDeliveries: route('listWebhookDeliveries', {
    summary: 'The log of what was sent, the latest first',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:read',
    query: shape({
      ...pageQuery,
      status: z.enum(['queued', 'delivered', 'failed']).optional(),
      endpoint_id: id('webhook_endpoint').optional(),
    }),
    status: 200,
    response: page(WebhookDelivery),
  }),
  replayWebhookDelivery: route('replayWebhookDelivery', {
    summary: 'Send a message again, with the same webhook-id',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'webhooks:write',
    params: shape({ webhook_delivery_id: id('webhook_delivery') }),
    status: 202,
    response: WebhookDelivery,
  }),
  getSettlementStatement: route('getSettlementStatement', {
    summary: 'What a month brought, day by day',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'settlements:read',
    params: shape({ month }),
    status: 200,
    response: SettlementStatement,
  }),
  exportSettlementStatement: route('exportSettlementStatement', {
    summary: 'Every movement of a month as CSV',
    tag: 'merchant',
    realms: ['merchant'],
    scope: 'settlements:read',
    params: shape({ month }),
    status: 200,
    responseKind: 'binary',
  }),
}
