import { id as deliveryId, timestamp as Timestamp, type WebhookDelivery } from '@topay/contract'
import { z } from 'zod'
import { AppError, type Db, decodeCursor, encodeCursor, found, timestamp, type Tx } from '../../platform/index.ts'
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

const Position = z.tuple([Timestamp, deliveryId('webhook_delivery')])

const positionOf = (cursor: string | undefined): { created_at: string; id: string } | null => {
  const parts = decodeCursor(cursor, 2)
  if (parts === null) return null
  const position = Position.safeParse(parts)
  if (position.success) return { created_at: position.data[0], id: position.data[1] }
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}

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
  const after = positionOf(cursor)
  const rows = await findDeliveries(tx, { ...filters, merchant_id: merchantId, after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(toWire),
    next_cursor: rows.length > limit && last ? encodeCursor([last.created_at, last.id]) : null,
  }
}

/** Has a message sent again, with the same webhook-id, whatever became of it before. Throws NOT_FOUND. */
export const replayWebhookDelivery = async (
  tx: Tx,
  input: { merchant_id: string; id: string },
): Promise<WebhookDelivery> => {
  const row = found(await lockDelivery(tx, input.id))
  if (row.merchant_id !== input.merchant_id) throw new AppError('NOT_FOUND')
  const { url } = found(await findEndpoint(tx, row.endpoint_id))
  const changes = { status: 'queued' as const, next_attempt_at: timestamp() }
  await updateDelivery(tx, row.id, changes)
  await enqueueDelivery(tx, row.id)
  return toWire({ ...row, ...changes, url })
}
