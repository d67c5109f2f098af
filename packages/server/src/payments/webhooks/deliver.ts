import { recordAudit } from '../../audit/index.ts'
import {
  type Db,
  found,
  HOUR,
  inTx,
  type Log,
  MINUTE,
  now,
  SECOND,
  timestamp,
  type Tx,
  unseal,
} from '../../platform/index.ts'
import { enqueueDelivery } from './emit.ts'
import {
  type Attempt,
  type DeliveryRow,
  type EndpointRow,
  findDelivery,
  findEndpoint,
  lockDelivery,
  updateDelivery,
  updateEndpoint,
} from './queries.ts'
import { type Sent, sendWebhook } from './send.ts'

/** Pauses before each further try of a message that was not accepted. */
export const RETRY_PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

export type WebhookDeps = {
  db: Db
  log: Log
  config: { TOPAY_SECRET: string; TOPAY_ENV: string }
  webhookTimeoutMs?: number
}

/** Whether messages may go to this very machine: in development and tests only. */
export const allowsLoopback = (config: { TOPAY_ENV: string }): boolean => config.TOPAY_ENV !== 'production'

/**
 * The secrets that sign now: the newest first, and the one before while it is still good. One that cannot be read any more, because TOPAY_SECRET was
 * changed, is left out.
 */
export const secretsOf = (endpoint: EndpointRow, secret: string, at: string): string[] => {
  const { previous_secret, previous_until } = endpoint
  const open = (sealed: Buffer): string[] => {
    try {
      return [unseal(secret, 'topay webhook secret', endpoint.id, sealed)]
    } catch {
      return []
    }
  }
  return [
    ...open(endpoint.secret),
    ...(previous_secret !== null && previous_until !== null && previous_until > at ? open(previous_secret) : []),
  ]
}

const accepted = ({ status }: Sent): boolean => status !== null && status >= 200 && status < 300

/** After a whole schedule of failures an endpoint is switched off, and the log of the message says so. */
const giveUp = async (tx: Tx, delivery: DeliveryRow, attempts: Attempt[], at: string): Promise<Attempt[]> => {
  if (attempts.length !== RETRY_PAUSES_MS.length + 1) return attempts
  const { endpoint_id, id } = delivery
  await updateEndpoint(tx, endpoint_id, { enabled: false })
  const doer = { kind: 'system', id: 'webhooks' } as const
  await recordAudit(tx, { doer, action: 'webhook_endpoint.disabled', subject: endpoint_id, detail: { delivery: id } })
  return [...attempts, { at, status: null, error: 'given up: the endpoint was switched off', duration_ms: 0 }]
}

/** Writes down what a try brought, and what follows on it. */
const settle = async (tx: Tx, id: string, attempt: Attempt): Promise<void> => {
  const delivery = found(await lockDelivery(tx, id))
  const attempts = [...(delivery.attempts as Attempt[]), attempt]
  if (accepted(attempt))
    return void (await updateDelivery(tx, id, { status: 'delivered', next_attempt_at: null, attempts }))
  const pause = RETRY_PAUSES_MS[attempts.length - 1]
  if (pause === undefined) {
    const all = await giveUp(tx, delivery, attempts, attempt.at)
    await updateDelivery(tx, id, { status: 'failed', next_attempt_at: null, attempts: all })
    return
  }
  const next_attempt_at = new Date(now().getTime() + pause).toISOString()
  await updateDelivery(tx, id, { status: 'queued', next_attempt_at, attempts })
  await enqueueDelivery(tx, id, next_attempt_at)
}

/** The job: sends a message once and writes down what came of it. What was accepted already is left alone. */
export const deliverWebhook = async (deps: WebhookDeps, id: string): Promise<void> => {
  const delivery = found(await findDelivery(deps.db, id))
  if (delivery.status !== 'queued') return
  const endpoint = found(await findEndpoint(deps.db, delivery.endpoint_id))
  const at = timestamp()
  if (!endpoint.enabled || endpoint.deleted_at !== null) {
    const error = endpoint.deleted_at === null ? 'the endpoint is switched off' : 'the endpoint was removed'
    const attempts = [...(delivery.attempts as Attempt[]), { at, status: null, error, duration_ms: 0 }]
    await inTx(deps.db, (tx) => updateDelivery(tx, id, { status: 'failed', next_attempt_at: null, attempts }))
    return
  }
  const started = performance.now()
  const { TOPAY_SECRET } = deps.config
  const secrets = secretsOf(endpoint, TOPAY_SECRET, at)
  const message = { url: endpoint.url, id: delivery.event_id, body: delivery.body, secrets, at: now() }
  const options = {
    allowLoopback: allowsLoopback(deps.config),
    ...(deps.webhookTimeoutMs !== undefined && { timeoutMs: deps.webhookTimeoutMs }),
  }
  const sent: Sent =
    secrets.length > 0
      ? await sendWebhook(message, options)
      : { status: null, error: 'the signing secret cannot be read any more: ask for a new one' }
  const duration_ms = Math.round(performance.now() - started)
  await inTx(deps.db, (tx) => settle(tx, id, { at, ...sent, duration_ms }))
}
