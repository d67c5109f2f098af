import type { WebhookDelivery } from '@topay/contract'
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type EndpointRow = Selectable<Tables['webhook_endpoint']>
export type DeliveryRow = Selectable<Tables['webhook_delivery']>
export type Attempt = WebhookDelivery['attempts'][number]

export const insertEndpoint = (tx: Tx, row: EndpointRow) => tx.insertInto('webhook_endpoint').values(row).execute()

const standing = (tx: Tx | Db) => tx.selectFrom('webhook_endpoint').selectAll().where('deleted_at', 'is', null)

export const findEndpoints = (tx: Tx | Db, merchantId: string) =>
  standing(tx).where('merchant_id', '=', merchantId).orderBy('created_at').orderBy('id').execute()

/** The endpoints of a merchant that want to hear of a kind of event. */
export const findListeners = (tx: Tx, merchantId: string, type: string) =>
  standing(tx)
    .where('merchant_id', '=', merchantId)
    .where('enabled', '=', true)
    .where(sql<boolean>`${type} = any(events)`)
    .execute()

/** Merchants with an endpoint that wants to hear of a kind of event. */
export const findListeningMerchants = async (tx: Tx, type: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('webhook_endpoint')
    .select('merchant_id')
    .distinct()
    .where('deleted_at', 'is', null)
    .where('enabled', '=', true)
    .where(sql<boolean>`${type} = any(events)`)
    .orderBy('merchant_id')
    .execute()
  return rows.map(({ merchant_id }) => merchant_id)
}

/** A merchant's endpoint, locked until the transaction ends. */
export const lockEndpoint = (tx: Tx, merchantId: string, id: string) =>
  standing(tx).where('merchant_id', '=', merchantId).where('id', '=', id).forUpdate().executeTakeFirst()

/** An endpoint whatever became of it. */
export const findEndpoint = (tx: Tx | Db, id: string) =>
  tx.selectFrom('webhook_endpoint').selectAll().where('id', '=', id).executeTakeFirst()

export const updateEndpoint = (tx: Tx, id: string, changes: Updateable<Tables['webhook_endpoint']>) =>
  tx.updateTable('webhook_endpoint').set(changes).where('id', '=', id).execute()

export const insertDelivery = (tx: Tx, row: Omit<DeliveryRow, 'attempts'>) =>
  tx.insertInto('webhook_delivery').values(row).execute()

export const findDelivery = (tx: Tx | Db, id: string) =>
  tx.selectFrom('webhook_delivery').selectAll().where('id', '=', id).executeTakeFirst()

export const lockDelivery = (tx: Tx, id: string) =>
  tx.selectFrom('webhook_delivery').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** So many tries are remembered of a message, the last ones: it can be replayed without end. More than the schedule has. */
const KEPT_ATTEMPTS = 20

export const updateDelivery = (
  tx: Tx,
  id: string,
  changes: { status: DeliveryRow['status']; next_attempt_at: string | null; attempts?: Attempt[] },
) =>
  tx
    .updateTable('webhook_delivery')
    .set({ ...changes, ...(changes.attempts && { attempts: JSON.stringify(changes.attempts.slice(-KEPT_ATTEMPTS)) }) })
    .where('id', '=', id)
    .execute()

/** A merchant's messages, the latest first; `after` is the position of the last one that was seen. */
export const findDeliveries = (
  tx: Tx | Db,
  query: {
    merchant_id: string
    status?: DeliveryRow['status'] | undefined
    endpoint_id?: string | undefined
    after: { created_at: string; id: string } | null
    limit: number
  },
) =>
  tx
    .selectFrom('webhook_delivery')
    .innerJoin('webhook_endpoint', 'webhook_endpoint.id', 'webhook_delivery.endpoint_id')
    .selectAll('webhook_delivery')
    .select('webhook_endpoint.url')
    .where('webhook_delivery.merchant_id', '=', query.merchant_id)
    .$if(query.status !== undefined, (q) => q.where('webhook_delivery.status', '=', query.status ?? 'queued'))
    .$if(query.endpoint_id !== undefined, (q) => q.where('webhook_delivery.endpoint_id', '=', query.endpoint_id ?? ''))
    .$if(query.after !== null, (q) =>
      q.where((eb) =>
        eb(
          eb.refTuple('webhook_delivery.created_at', 'webhook_delivery.id'),
          '<',
          eb.tuple(query.after?.created_at ?? '', query.after?.id ?? ''),
        ),
      ),
    )
    .orderBy('webhook_delivery.created_at', 'desc')
    .orderBy('webhook_delivery.id', 'desc')
    .limit(query.limit)
    .execute()

/** All endpoints with their sealed secrets, locked. */
export const lockEndpoints = (tx: Tx) =>
  tx.selectFrom('webhook_endpoint').select(['id', 'secret', 'previous_secret']).orderBy('id').forUpdate().execute()
