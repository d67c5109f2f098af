import { DAY, now, timestamp, type Tx } from '../../platform/index.ts'
import { chinaClock } from '../../wallet/index.ts'
import { emitWebhookEvent } from '../webhooks/emit.ts'
import { findListeningMerchants } from '../webhooks/queries.ts'
import { getSettlementStatement } from './settlement.ts'

/** The job of the first minutes of a day in China: tells merchants that yesterday is complete. Who had no movement hears nothing. */
export const tellSettlementReady = async (tx: Tx): Promise<void> => {
  const { date } = chinaClock(new Date(now().getTime() - DAY).toISOString())
  const month = date.slice(0, 7)
  for (const merchant_id of await findListeningMerchants(tx, 'settlement.ready')) {
    const { days } = await getSettlementStatement(tx, merchant_id, month)
    const day = days.find((other) => other.date === date)
    if (day)
      await emitWebhookEvent(tx, { merchant_id, type: 'settlement.ready', at: timestamp(), data: { month, ...day } })
  }
}
