import { sql } from 'kysely'
import { z } from 'zod'
import { createMerchant, removeWebhookEndpoints, renewApiKey, setRefundTerms } from '../payments/index.ts'
import { timestamp, type Tx } from '../platform/index.ts'
import { refundTerms } from './data/refund-terms.ts'

/** Stands in the table `setting` with the merchant of the shop. */
const KEY = 'demo_shop'
const Stored = z.object({ merchant_id: z.string() })

const openShop = async (tx: Tx): Promise<string> => {
  const name = { zh: '慢叶茶铺', en: 'Slow Leaf Tea' }
  const { id } = await createMerchant(tx, { name, category: 'grocery', accepts_payments: true })
  await setRefundTerms(tx, { ...refundTerms.home, merchant_id: id })
  await tx
    .insertInto('setting')
    .values({ key: KEY, value: JSON.stringify({ merchant_id: id }), updated_at: timestamp() })
    .execute()
  return id
}

/**
 * A new API key for the demo shop, which may do what a shop does and no more; the one of the start before ends, and what was registered with it. The shop's
 * account is opened the first time.
 */
export const renewShopKey = async (tx: Tx): Promise<string> => {
  // Of several servers that start at once one opens the account.
  await sql`select pg_advisory_xact_lock(hashtext('topay.demo_shop'))`.execute(tx)
  const stored = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst()
  const merchantId = stored ? Stored.parse(stored.value).merchant_id : await openShop(tx)
  await removeWebhookEndpoints(tx, merchantId)
  return renewApiKey(tx, merchantId, {
    name: 'demo shop',
    scopes: ['orders:read', 'orders:write', 'webhooks:read', 'webhooks:write'],
  })
}
