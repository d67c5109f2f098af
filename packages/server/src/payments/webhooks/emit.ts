import { enqueue, newId, type Tx } from '../../platform/index.ts'
import type { WebhookEvent } from './events.ts'
import { findListeners, insertDelivery } from './queries.ts'

export const DELIVER_WEBHOOK = 'payments:deliver_webhook'

/**
 * Writes a message to every endpoint of the merchant that wants to hear of this, with the job that sends it, in the transaction of what it tells about: it is
 * told exactly when it happened.
 */
export const emitWebhookEvent = async (tx: Tx, event: WebhookEvent): Promise<void> => {
  const listeners = await findListeners(tx, event.merchant_id, event.type)
  if (listeners.length === 0) return
  const event_id = newId('webhook_event')
  const body = JSON.stringify({ type: event.type, timestamp: event.at, data: event.data })
  for (const endpoint of listeners) {
    const id = newId('webhook_delivery')
    await insertDelivery(tx, {
      id,
      merchant_id: event.merchant_id,
      endpoint_id: endpoint.id,
      event_id,
      event_type: event.type,
      body,
      status: 'queued',
      next_attempt_at: event.at,
      created_at: event.at,
    })
    await enqueueDelivery(tx, id)
  }
}

/** Has a message sent, at `runAt` (RFC 3339) or at once; replaces a waiting try of the same message. */
export const enqueueDelivery = (tx: Tx, id: string, runAt?: string): Promise<void> =>
  enqueue(tx, DELIVER_WEBHOOK, { delivery_id: id }, { key: `webhook:${id}`, ...(runAt !== undefined && { runAt }) })
