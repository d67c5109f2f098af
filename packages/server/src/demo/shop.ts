import { sql } from 'kysely'
import { z } from 'zod'
import { createMerchant, removeWebhookEndpoints, renewApiKey, setRefundTerms } from '../payments/index.ts'
import { timestamp, type Tx } from '../platform/index.ts'
import { refundTerms } from './data/refund-terms.ts'

/** Stands in the table `setting` with the merchant of the shop. */
const KEY = 'demo_shop'
/** `shops`: where the shop of each server was last, by the server's address. */
const Stored = z.object({ merchant_id: z.string(), shops: z.record(z.string(), z.string()).default({}) })
type Stored = z.infer<typeof Stored>

const keep = async (tx: Tx, kept: Stored): Promise<void> => {
  const row = { value: JSON.stringify(kept), updated_at: timestamp() }
  await tx
    .insertInto('setting')
    .values({ key: KEY, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** What is kept of the shop, locked until the transaction ends: of several servers that start at once one opens its account. */
const read = async (tx: Tx): Promise<Stored | null> => {
  await sql`select pg_advisory_xact_lock(hashtext('topay.demo_shop'))`.execute(tx)
  const row = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst()
  return row ? Stored.parse(row.value) : null
}

const openShop = async (tx: Tx): Promise<Stored> => {
  const name = { zh: '慢叶茶铺', en: 'Slow Leaf Tea' }
  const { id } = await createMerchant(tx, { name, category: 'grocery', accepts_payments: true })
  await setRefundTerms(tx, { ...refundTerms.home, merchant_id: id })
  const opened = { merchant_id: id, shops: {} }
  await keep(tx, opened)
  return opened
}

/**
 * A new API key for the demo shop of the server at `serverUrl`, which may do what a shop does and no more. The key of the same server's start before ends, and
 * what its shop had registered; shops of other servers on this database go on with theirs. The account, one for all of them, is opened the first time.
 */
export const renewShopKey = async (tx: Tx, serverUrl: string): Promise<string> => {
  const { merchant_id, shops } = (await read(tx)) ?? (await openShop(tx))
  const before = shops[serverUrl]
  if (before !== undefined) await removeWebhookEndpoints(tx, merchant_id, before)
  return renewApiKey(tx, merchant_id, {
    name: `demo shop of ${serverUrl}`,
    scopes: ['orders:read', 'orders:write', 'webhooks:read', 'webhooks:write'],
  })
}

/** Notes where the shop of a server is, so that what it registers is removed when that server starts anew. */
export const noteShop = async (tx: Tx, serverUrl: string, shopUrl: string): Promise<void> => {
  const kept = await read(tx)
  if (kept) await keep(tx, { ...kept, shops: { ...kept.shops, [serverUrl]: shopUrl } })
}
