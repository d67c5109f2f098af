import { randomBytes } from 'node:crypto'
import type { WebhookEndpoint } from '@topay/contract'
import { AppError, DAY, type Db, found, fromNow, newId, seal, timestamp, type Tx } from '../../platform/index.ts'
import { lockMerchant } from '../merchants/queries.ts'
import { isAllowedUrl } from './address-guard.ts'
import { allowsLoopback } from './deliver.ts'
import { type EndpointRow, findEndpoints, insertEndpoint, lockEndpoint, updateEndpoint } from './queries.ts'

type Keeping = { TOPAY_SECRET: string; TOPAY_ENV: string }
type WithSecret = WebhookEndpoint & { secret: string }

/** How long messages are signed with the secret before, too. */
const OVERLAP_MS = DAY
/** A merchant has no more endpoints than this: every event is a message to each. */
const MOST_ENDPOINTS = 10

const toWire = (row: Omit<EndpointRow, 'secret'>): WebhookEndpoint => ({
  id: row.id,
  url: row.url,
  events: row.events as WebhookEndpoint['events'],
  enabled: row.enabled,
  created_at: row.created_at,
})

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** Asks the name server, so it comes before the transaction that keeps the address, not inside. Throws WEBHOOK_URL_REFUSED. */
export const requireWebhookUrl = async (url: string, config: Pick<Keeping, 'TOPAY_ENV'>): Promise<void> => {
  if (!(await isAllowedUrl(url, allowsLoopback(config)))) throw new AppError('WEBHOOK_URL_REFUSED')
}

/** Where a merchant's events go. */
export const listWebhookEndpoints = async (tx: Tx | Db, merchantId: string): Promise<{ items: WebhookEndpoint[] }> => ({
  items: (await findEndpoints(tx, merchantId)).map(toWire),
})

/**
 * Has events sent to an address that `requireWebhookUrl` let pass. The secret that signs them is told this once; it is kept encrypted. Throws
 * WEBHOOK_ENDPOINTS_MANY.
 */
export const createWebhookEndpoint = async (
  tx: Tx,
  config: Keeping,
  input: { merchant_id: string; url: string; events: WebhookEndpoint['events'] },
): Promise<WithSecret> => {
  found(await lockMerchant(tx, input.merchant_id))
  if ((await findEndpoints(tx, input.merchant_id)).length >= MOST_ENDPOINTS)
    throw new AppError('WEBHOOK_ENDPOINTS_MANY')
  const id = newId('webhook_endpoint')
  const secret = newSecret()
  const row: EndpointRow = {
    id,
    merchant_id: input.merchant_id,
    url: input.url,
    events: [...new Set(input.events)],
    enabled: true,
    secret: seal(config.TOPAY_SECRET, 'topay webhook secret', id, secret),
    previous_secret: null,
    previous_until: null,
    created_at: timestamp(),
    deleted_at: null,
  }
  await insertEndpoint(tx, row)
  return { ...toWire(row), secret }
}

/** Changes the address, to one that `requireWebhookUrl` let pass, or events, or switches it off or on. Throws NOT_FOUND. */
export const updateWebhookEndpoint = async (
  tx: Tx,
  input: {
    merchant_id: string
    id: string
    changes: {
      url?: string | undefined
      events?: WebhookEndpoint['events'] | undefined
      enabled?: boolean | undefined
    }
  },
): Promise<WebhookEndpoint> => {
  const row = found(await lockEndpoint(tx, input.merchant_id, input.id))
  const { url = row.url, events = row.events, enabled = row.enabled } = input.changes
  const changes = { url, events: [...new Set(events)], enabled }
  await updateEndpoint(tx, row.id, changes)
  return toWire({ ...row, ...changes })
}

/** Sends nothing there any more; its log stays. Throws NOT_FOUND. */
export const deleteWebhookEndpoint = async (tx: Tx, input: { merchant_id: string; id: string }): Promise<void> => {
  const row = found(await lockEndpoint(tx, input.merchant_id, input.id))
  await updateEndpoint(tx, row.id, { deleted_at: timestamp(), enabled: false })
}

/** Gives an endpoint a new secret; for 24 hours messages are signed with both. Throws NOT_FOUND. */
export const rotateWebhookSecret = async (
  tx: Tx,
  config: Keeping,
  input: { merchant_id: string; id: string },
): Promise<WithSecret> => {
  const row = found(await lockEndpoint(tx, input.merchant_id, input.id))
  const secret = newSecret()
  await updateEndpoint(tx, row.id, {
    secret: seal(config.TOPAY_SECRET, 'topay webhook secret', row.id, secret),
    previous_secret: row.secret,
    previous_until: fromNow(OVERLAP_MS),
  })
  return { ...toWire(row), secret }
}

/** Ends the endpoints of a merchant whose addresses begin with `origin` (`http://127.0.0.1:4000`); their logs stay. */
export const removeWebhookEndpoints = async (tx: Tx, merchantId: string, origin: string): Promise<void> => {
  for (const { id, url } of await findEndpoints(tx, merchantId))
    if (url.startsWith(`${origin}/`)) await deleteWebhookEndpoint(tx, { merchant_id: merchantId, id })
}
