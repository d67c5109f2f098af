import type { WebhookDelivery } from '@topay/contract'
import { AppError, cutPage, type Db, found, positionAfter, timestamp, type Tx } from '../../platform/index.ts'
import { enqueueDelivery } from './emit.ts'
import {
  type Attempt,
  type DeliveryRow,
  findDeliveries,
  findEndpoint,
  lockDelivery,
  updateDelivery,
} from './queries.ts'

const toWire = (row: DeliveryRow & { url: string }): WebhookDelivery => ({
  id: row.id,
  endpoint_id: row.endpoint_id,
  event_id: row.event_id,
  event_type: row.event_type as WebhookDelivery['event_type'],
  url: row.url,
  payload: JSON.parse(row.body) as unknown,
  status: row.status,
  attempts: row.attempts as Attempt[],
  next_attempt_at: row.next_attempt_at,
  created_at: row.created_at,
})

/** The log of what was sent to a merchant, the latest first. */
export const listWebhookDeliveries = async (
  tx: Tx | Db,
  merchantId: string,
  query: {
    cursor?: string | undefined
    limit: number
    status?: WebhookDelivery['status'] | undefined
    endpoint_id?: string | undefined
  },
): Promise<{ items: WebhookDelivery[]; next_cursor: string | null }> => {
  const { cursor, limit, ...filters } = query
  const after = positionAfter('webhook_delivery', cursor)
  const rows = await findDeliveries(tx, { ...filters, merchant_id: merchantId, after, limit: limit + 1 })
  const { page, next_cursor } = cutPage(rows, limit)
  return { items: page.map(toWire), next_cursor }
}

/** Has a message sent again, with the same webhook-id; one that waits to be sent is left as it is. Throws NOT_FOUND. */
export const replayWebhookDelivery = async (
  tx: Tx,
  input: { merchant_id: string; id: string },
): Promise<WebhookDelivery> => {
  const row = found(await lockDelivery(tx, input.id))
  if (row.merchant_id !== input.merchant_id) throw new AppError('NOT_FOUND')
  const { url } = found(await findEndpoint(tx, row.endpoint_id))
  if (row.status === 'queued') return toWire({ ...row, url })
  const changes = { status: 'queued' as const, next_attempt_at: timestamp() }
  await updateDelivery(tx, row.id, changes)
  await enqueueDelivery(tx, row.id)
  return toWire({ ...row, ...changes, url })
}
