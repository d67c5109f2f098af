import { DAY, enqueue, timestamp, type Tx } from '../../platform/index.ts'
import { chinaClock } from '../../wallet/index.ts'
import { emitWebhookEvent } from '../webhooks/emit.ts'
import { findListeningMerchants } from '../webhooks/queries.ts'
import { getSettlementStatement } from './settlement.ts'

export const TELL_SETTLEMENT = 'payments:tell_settlement'

/**
 * The job of the first minutes of a day in China: has every merchant that listens told, by a job of its own, that the day before is complete. `planned_at`
 * (RFC 3339): when it was to run, which says the day, however late it runs.
 */
export const enqueueSettlementReady = async (tx: Tx, planned_at: string): Promise<void> => {
  const { date } = chinaClock(new Date(Date.parse(planned_at) - DAY).toISOString())
  for (const merchant_id of await findListeningMerchants(tx, 'settlement.ready'))
    await enqueue(tx, TELL_SETTLEMENT, { date, merchant_id }, { key: `settlement:${merchant_id}:${date}` })
}

/** The job: tells a merchant that a day (in China) is complete. Who had no movement hears nothing. */
export const tellSettlementReady = async (
  tx: Tx,
  { date, merchant_id }: { date: string; merchant_id: string },
): Promise<void> => {
  const month = date.slice(0, 7)
  const { days } = await getSettlementStatement(tx, merchant_id, month)
  const day = days.find((other) => other.date === date)
  if (day)
    await emitWebhookEvent(tx, { merchant_id, type: 'settlement.ready', at: timestamp(), data: { month, ...day } })
}
