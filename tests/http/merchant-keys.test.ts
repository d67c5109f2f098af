import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type ApiError, api as contract, type Client, merchantScopes, money } from '@topay/contract'
import { PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
let shop: Client
before(async () => {
  app = await startTestApp()
  shop = app.client((await app.openMerchant()).api_key)
})
after(() => app.close())

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    return (error as ApiError).problem.code
  }
}
const makeOrder = (by: Client, amount = 8_600) =>
  by('createOrder', { body: { amount: money(amount), description: '茶' }, idempotencyKey: randomUUID() })

test('every operation of a merchant wants the scope that its route names, and a key without it is refused', async () => {
  const scoped = Object.values(contract).flatMap((route) => ('scope' in route ? [route] : []))
  assert.ok(scoped.length > 15)
  for (const route of scoped) {
    const others = merchantScopes.filter((scope) => scope !== route.scope)
    const { key } = await shop('createApiKey', { body: { name: 'all but one', scopes: others } })
    const path = route.path.replaceAll(/\{\w+\}/g, 'x')
    const response = await fetch(`${app.url}/api/v1${path}`, {
      method: route.method,
      headers: { authorization: `Bearer ${key}` },
    })
    assert.equal(response.status, 403, route.operationId)
    assert.equal(((await response.json()) as { code: string }).code, 'KEY_SCOPE_MISSING', route.operationId)
  }
})

test('a key opens its own merchant and nothing of another: orders, payments, keys, webhooks', async () => {
  const other = app.client((await app.openMerchant()).api_key)
  const order = await makeOrder(shop)
  const buyer = await app.signUpReady(20_000)
  const paid = await buyer.api('payOrder', {
    params: { order_id: order.id },
    body: { payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  const [key] = (await shop('listApiKeys', {})).items
  assert.equal(await codeOf(other('getOrder', { params: { order_id: order.id } })), 'NOT_FOUND')
  assert.equal(await codeOf(other('closeOrder', { params: { order_id: order.id } })), 'NOT_FOUND')
  assert.equal(await codeOf(other('getPayment', { params: { payment_id: paid.id } })), 'NOT_FOUND')
  assert.equal(await codeOf(other('revokeApiKey', { params: { api_key_id: key?.id ?? '' } })), 'NOT_FOUND')
  assert.deepEqual((await other('listMerchantOrders', { query: {} })).items, [])
  assert.equal((await shop('getPayment', { params: { payment_id: paid.id } })).status, 'succeeded')
  const me = await shop('getMerchant', {})
  assert.deepEqual(me.balance, money(8_600))
  assert.equal(me.code_url, `${app.url}/m/${me.id}`)
})

test('a customer’s token is no merchant’s key, and a customer sets neither reference nor return address', async () => {
  const customer = await app.signUp()
  assert.equal(await codeOf(customer.api('getMerchant', {})), 'TOKEN_WRONG_KIND')
  const { id } = await shop('getMerchant', {})
  const body = { merchant_id: id, amount: money(100), description: '茶' }
  for (const more of [{ merchant_reference: 'x' }, { return_url: 'https://elsewhere.example' }])
    assert.equal(await codeOf(customer.api('createOrder', { body: { ...body, ...more } })), 'INPUT_INVALID')
})

test('above the day’s cap of the password alone a code that names payee and amount lets it pass, and nothing else', async () => {
  const customer = await app.signUpReady(400_000)
  await app.verifyAs(customer.id, 3)
  const [order, other] = [await makeOrder(shop, 150_000), await makeOrder(shop, 150_100)]
  const pay = (order_id: string, verification?: { challenge_id: string; code: string }) =>
    customer.api('payOrder', {
      params: { order_id },
      body: { payment_password: PAYMENT_PASSWORD, ...(verification && { verification }) },
      idempotencyKey: randomUUID(),
    })
  const refused = await pay(order.id)
  assert.partialDeepStrictEqual(refused, {
    failure_code: 'LIM_AUTH_DAY',
    limit: { kind: 'auth_day', limit: money(100_000), used: money(0) },
  })
  const challenge = await customer.api('startChallenge', { body: { operation: 'pay_order', order_id: order.id } })
  assert.deepEqual([challenge.payee, challenge.amount], ['山岚户外', money(150_000)])
  const sent = await app.anonymous('listDemoOutbox', { query: { to: customer.identifier } })
  const verification = { challenge_id: challenge.id, code: sent.items[0]?.code ?? '' }
  assert.match(sent.items[0]?.body ?? '', /1,500/)
  assert.equal((await pay(other.id, verification)).failure_code, 'SEC_2FA_FAIL', 'it confirms that order only')
  assert.equal((await pay(order.id, verification)).status, 'succeeded')
  assert.equal((await pay(other.id, verification)).failure_code, 'SEC_2FA_FAIL', 'and once')
})
