import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { createWebhookEndpoint, listWebhookEndpoints, merchantAuthenticator } from '../payments/index.ts'
import { inTx, loadConfig } from '../platform/index.ts'
import { noteShop, renewShopKey } from './shop.ts'

const { db } = await useDatabase()
const config = loadConfig({ TOPAY_ENV: 'test' })

/** What a server does at its start: a key for its shop, which then listens at its own address. */
const start = async (server: string, shop: string): Promise<string> => {
  const key = await inTx(db, (tx) => renewShopKey(tx, server))
  const merchant_id = (await merchantAuthenticator(db)(key))?.id ?? assert.fail('the key is good')
  const endpoint = { merchant_id, url: `${shop}/webhook`, events: ['payment.succeeded' as const] }
  await inTx(db, (tx) => createWebhookEndpoint(tx, config, endpoint))
  await inTx(db, (tx) => noteShop(tx, server, shop))
  return key
}
const owner = (key: string) => merchantAuthenticator(db)(key)

test('servers on one database have a shop each; a start ends the key and the endpoint of the same server only', async () => {
  const first = await start('http://127.0.0.1:3000', 'http://127.0.0.1:4001')
  const other = await start('http://127.0.0.1:3001', 'http://127.0.0.1:4002')
  const merchant_id = (await owner(first))?.id ?? assert.fail('another start does not end the first key')
  assert.equal((await owner(other))?.id, merchant_id, 'one account')

  const again = await start('http://127.0.0.1:3000', 'http://127.0.0.1:4003')
  assert.equal(await owner(first), null)
  assert.deepEqual([(await owner(other))?.id, (await owner(again))?.id], [merchant_id, merchant_id])
  const { items } = await listWebhookEndpoints(db, merchant_id)
  assert.deepEqual(items.map(({ url }) => url).toSorted(), [
    'http://127.0.0.1:4002/webhook',
    'http://127.0.0.1:4003/webhook',
  ])
})
