import type { LocalizedText, RefundTerms } from '@topay/contract'
import { type Db, found, timestamp, type Tx } from '../../platform/index.ts'
import { findTerms, insertTerms, lockMerchant, type TermsRow } from './queries.ts'

const termsOf = (row: TermsRow): RefundTerms => ({
  version: row.version,
  window_days: row.window_days,
  clock_start: row.clock_start,
  text: { zh: row.text_zh, en: row.text_en },
})

export type NewRefundTerms = {
  /** Days to ask for a refund without a reason; 0: none. */
  window_days: number
  clock_start: RefundTerms['clock_start']
  /** What the customer reads before paying and when asking for a refund. */
  text: LocalizedText
}

/** The terms in force for new orders; null when the merchant has none. */
export const getRefundTerms = async (tx: Tx | Db, merchantId: string): Promise<RefundTerms | null> => {
  const row = await findTerms(tx, merchantId)
  return row ? termsOf(row) : null
}

/** Puts new terms in force, as the next version; orders made before keep theirs. Throws NOT_FOUND. */
export const setRefundTerms = async (
  tx: Tx,
  input: NewRefundTerms & { merchant_id: string; at?: string },
): Promise<RefundTerms> => {
  found(await lockMerchant(tx, input.merchant_id))
  const before = await findTerms(tx, input.merchant_id)
  const row: TermsRow = {
    merchant_id: input.merchant_id,
    version: (before?.version ?? 0) + 1,
    window_days: input.window_days,
    clock_start: input.clock_start,
    text_zh: input.text.zh,
    text_en: input.text.en,
    created_at: input.at ?? timestamp(),
  }
  await insertTerms(tx, row)
  return termsOf(row)
}
