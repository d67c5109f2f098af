import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type RunningShop, startShop } from '../../examples/demo-shop/shop.ts'
import { PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'

/** The demo shop takes a payment with nothing but the public merchant API. */

let app: TestApp
let shop: RunningShop
before(async () => {
  app = await startTestApp()
  const merchant = await app.openMerchant()
  shop = await startShop({ topayUrl: app.url, apiKey: merchant.api_key })
})
after(async () => {
  await shop.close()
  await app.close()
})

const page = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${shop.url}${path}`)
  return { status: response.status, text: await response.text() }
}
const buy = async (product: string): Promise<{ order_id: string; reference: string }> => {
  const response = await fetch(`${shop.url}/buy?lang=en`, {
    method: 'POST',
    body: new URLSearchParams({ product }),
    redirect: 'manual',
  })
  assert.equal(response.status, 303)
  const order_id = /\/checkout\/(ord_\w+)$/.exec(response.headers.get('location') ?? '')?.[1] ?? ''
  const row = await app.db
    .selectFrom('payment_order')
    .select('merchant_reference')
    .where('id', '=', order_id)
    .executeTakeFirstOrThrow()
  return { order_id, reference: row.merchant_reference ?? '' }
}

test('a buyer is sent to the hosted page, pays, and the shop hears of it by a signed message', async () => {
  assert.match((await page('/?lang=zh')).text, /慢叶茶铺/)
  const { order_id, reference } = await buy('gaiwan')
  assert.match((await page(`/orders/${reference}?lang=en`)).text, /Not paid yet/)

  const buyer = await app.signUpReady(20_000)
  const order = await buyer.api('getOrder', { params: { order_id } })
  assert.equal(order.return_url, `${shop.url}/orders/${reference}?lang=en`)
  const body = { payment_password: PAYMENT_PASSWORD }
  const paid = await buyer.api('payOrder', { params: { order_id }, body, idempotencyKey: randomUUID() })
  assert.equal(paid.status, 'succeeded')

  // What the shop shows is asked of Topay; that the message came too is shown as soon as it has.
  let seen = await page(`/orders/${reference}?lang=en`)
  assert.match(seen.text, /Paid, thank you/)
  while (!seen.text.includes('The notice of payment arrived')) seen = await page(`/orders/${reference}?lang=en`)
})

test('a message with another signature is refused', async () => {
  const forger = new Webhook(`whsec_${Buffer.from('not the secret of the shop').toString('base64')}`)
  const body = JSON.stringify({ type: 'payment.succeeded', data: { merchant_reference: 'SL-1' } })
  const at = new Date()
  const response = await fetch(`${shop.url}/webhook`, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': forger.sign('msg_1', at, body),
    },
  })
  assert.equal(response.status, 401)
})

test('an order nobody knows and a product nobody sells are told so', async () => {
  assert.equal((await page('/orders/SL-none')).status, 404)
  const response = await fetch(`${shop.url}/buy`, { method: 'POST', body: new URLSearchParams({ product: 'gold' }) })
  assert.equal(response.status, 404)
})
