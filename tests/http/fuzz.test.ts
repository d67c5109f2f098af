import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Client, operations } from '@topay/contract'
import { sql } from 'kysely'
import fc from 'fast-check'
import { PAYMENT_PASSWORD, startTestApp, type TestApp } from '../support/app.ts'
import {
  type OpenApi,
  type Operation,
  type Parameter,
  type Path,
  places,
  replaced,
  resolve,
  sample,
  type Schema,
} from '../support/openapi.ts'

/** Wrong requests per operation; the seed is printed when one breaks the rule, so that it can be played again. */
const RUNS = 40

let app: TestApp
let document: OpenApi
let tokens: Record<string, string>
let ids: Record<string, string>
let strangers: Record<string, string>

before(async () => {
  app = await startTestApp()
  document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as OpenApi
  const merchant = await app.openMerchant()
  const shop = app.client(merchant.api_key)
  const agent = await app.signInStaff(['agent', 'supervisor', 'admin', 'risk_analyst', 'payments_agent'])
  const own = await world('own', merchant.id, shop)
  const other = await world('other', merchant.id, shop)
  tokens = { customer: own.token, staff: agent.token, merchant: merchant.api_key, applicant: await applicant() }
  ids = { ...own.ids, stf: agent.id, mer: merchant.id }
  strangers = other.ids
})
after(() => app.close())

/** Somebody who proved an address and asks for an account back. */
const applicant = async (): Promise<string> => {
  const contact = 'applicant@example.com'
  const { recovery_id } = await app.anonymous('startRecovery', { body: { contact } })
  const { items } = await app.anonymous('listDemoOutbox', { query: { to: contact } })
  const body = { code: items[0]?.code ?? '', token: true }
  return (await app.anonymous('confirmRecovery', { params: { recovery_id }, body })).token ?? ''
}

/** A customer with one of everything that has an id. */
const world = async (name: string, merchant_id: string, shop: Client) => {
  const customer = await app.signUpReady(50_000)
  const order = await customer.api('createOrder', {
    body: { merchant_id, amount: { amount: 100, currency: 'CNY' }, description: name },
  })
  const payment = await customer.api('payOrder', {
    params: { order_id: order.id },
    body: { method: { type: 'balance' }, payment_password: PAYMENT_PASSWORD },
    idempotencyKey: name,
  })
  const support = await customer.api('openCase', { body: { topic: 'payment', payment_id: payment.id, text: name } })
  const bills = await customer.api('listTransactions', {})
  const topUp = bills.items.find((item) => item.top_up_id)
  const friend = await app.signUpReady()
  const payee = await customer.api('findPayee', { body: { identifier: friend.identifier } })
  const amount = { amount: 100, currency: 'CNY' } as const
  const secret = { payment_password: PAYMENT_PASSWORD }
  const transfer = await customer.api('sendTransfer', {
    body: { payee_id: payee.id, amount, ...secret },
    idempotencyKey: `${name}-transfer`,
  })
  const withdrawal = await customer.api('withdraw', {
    body: { card_id: customer.card_id, amount, ...secret },
    idempotencyKey: `${name}-withdrawal`,
  })
  const request = await customer.api('createMoneyRequest', {
    body: { payee_id: payee.id, amount },
    idempotencyKey: `${name}-request`,
  })
  const challenge = await customer.api('startChallenge', {
    body: { operation: 'transfer', payee_id: payee.id, amount },
  })
  const endpoint = await shop('createWebhookEndpoint', {
    body: { url: `${app.url}/nowhere`, events: ['order.closed'] },
  })
  const { items: keys } = await shop('listApiKeys', {})
  return {
    token: customer.token,
    ids: {
      cus: customer.id,
      card: customer.card_id,
      ord: order.id,
      pay: payment.id,
      case: support.id,
      top: topUp?.top_up_id ?? '',
      txn: topUp?.id ?? '',
      pye: payee.id,
      tra: transfer.id,
      wdr: withdrawal.id,
      req: request.id,
      chl: challenge.id,
      whe: endpoint.id,
      key: keys[0]?.id ?? '',
    },
  }
}

type Attempt = {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
  raw?: string
  contentType: string
  token: string | undefined
  key: string | undefined
}

const validAttempt = (operation: Operation): Attempt => {
  const parameters = operation.parameters ?? []
  const pick = (where: Parameter['in']) =>
    Object.fromEntries(parameters.filter((p) => p.in === where).map((p) => [p.name, sample(document, p.schema, ids)]))
  const realm = operation.security?.[0] ? Object.keys(operation.security[0])[0] : undefined
  const json = operation.requestBody?.content['application/json']
  return {
    path: pick('path'),
    query: {},
    body: json ? sample(document, json.schema, ids) : undefined,
    contentType: operation.requestBody && !json ? 'application/octet-stream' : 'application/json',
    token: realm === undefined ? undefined : tokens[realm],
    key: parameters.some((p) => p.in === 'header' && p.required) ? 'fuzz' : undefined,
  }
}

const send = async (method: string, path: string, attempt: Attempt) => {
  const query = new URLSearchParams(
    Object.entries(attempt.query).map(([key, value]): [string, string] => [key, String(value)]),
  )
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(attempt.path[name])))
  const body = attempt.raw ?? (attempt.body === undefined ? undefined : JSON.stringify(attempt.body))
  const response = await fetch(`${app.url}${filled}${query.size ? `?${query}` : ''}`, {
    method: method.toUpperCase(),
    headers: {
      ...(body !== undefined && { 'content-type': attempt.contentType }),
      ...(attempt.token && { authorization: `Bearer ${attempt.token}` }),
      ...(attempt.key && { 'idempotency-key': attempt.key }),
    },
    body: method === 'get' ? null : (body ?? null),
  })
  return { status: response.status, text: await response.text() }
}

const wrongValue = (schema: Schema): fc.Arbitrary<unknown> => {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  const idLike = schema.pattern && /^\^[a-z]+_/.test(schema.pattern)
  const odd = fc.constantFrom<unknown>({}, [], [[]], { $gt: '' }, { __proto__: null, toString: 1 })
  if (type === 'integer' || type === 'number') {
    return fc.oneof(
      odd,
      fc.constantFrom<unknown>('12', null, true, 1e300, -0.5, 1.5, 2 ** 53),
      fc.double({ max: -1e-6, noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? n - 0.5 : n)),
    )
  }
  if (type === 'boolean') return fc.oneof(odd, fc.constantFrom<unknown>('true', 1, null))
  if (type === 'object') return fc.constantFrom<unknown>('text', 5, true, [1], null)
  if (type === 'array') return fc.constantFrom<unknown>('text', 5, {}, [null], ['x', 5])
  if (schema.enum || schema.const !== undefined)
    return fc.oneof(
      odd,
      fc.string().map((s) => `no-${s}`),
      fc.constant(7),
    )
  if (idLike)
    return fc.oneof(
      odd,
      fc.string().map((s) => `x${s}`),
      fc.constantFrom<unknown>(5, null, 'cus_0', "pay_' or 1=1 --"),
    )
  if (schema.pattern) return fc.oneof(odd, fc.constantFrom<unknown>(5, null, '12345', '1234567', '一二三四五六'))
  const tooLong = fc.constantFrom('长'.repeat(20_000), 'x'.repeat(30_000))
  const controls = fc.constantFrom('a\u0000b', 'a\u0007b', '\ud800')
  return fc.oneof(
    odd,
    fc.constantFrom<unknown>(5, null, true),
    tooLong,
    schema.maxLength && !schema.format ? controls.map((c) => c.padEnd(8, 'x')) : tooLong,
  )
}

/** One thing made wrong about a request that would be right; undefined for an operation that takes nothing and asks for no sign-in. */
const wrongAttempt = (operation: Operation): fc.Arbitrary<Attempt> | undefined => {
  const valid = validAttempt(operation)
  const json = operation.requestBody?.content['application/json']
  const options: fc.Arbitrary<Attempt>[] = []
  for (const parameter of operation.parameters ?? []) {
    const schema = resolve(document, parameter.schema)
    if (parameter.in === 'path') {
      const prefix = /^\^([a-z]+)_/.exec(schema.pattern ?? '')?.[1] ?? ''
      const stranger = strangers[prefix]
      const own = operation.security?.some((realm) => 'customer' in realm)
      options.push(
        fc
          .oneof(
            fc.string(),
            fc.constantFrom('0', 'null', `${prefix}_${'0'.repeat(32)}`, ids.cus ?? '', `${prefix}_${'g'.repeat(32)}`),
          )
          .filter((value) => value !== '' && value !== '.' && value !== '..' && value !== ids[prefix])
          .map((value) => ({ ...valid, path: { ...valid.path, [parameter.name]: value } })),
        ...(stranger && own ? [fc.constant({ ...valid, path: { ...valid.path, [parameter.name]: stranger } })] : []),
      )
    }
    if (parameter.in === 'query' && (schema.enum || schema.pattern || schema.type === 'integer')) {
      options.push(
        fc
          .constantFrom('', '-1', '1.5', 'x', '9'.repeat(20))
          .map((value) => ({ ...valid, query: { [parameter.name]: value } })),
      )
    }
    if (parameter.in === 'header' && parameter.required) {
      options.push(fc.constant({ ...valid, key: undefined }), fc.constant({ ...valid, key: 'x'.repeat(500) }))
    }
  }
  if (operation.parameters?.some((p) => p.in === 'query')) {
    options.push(fc.constant({ ...valid, query: { no_such_parameter: '1' } }))
  }
  if (json) {
    for (const { path, schema, required, nullable } of places(document, json.schema)) {
      const wrong = wrongValue(schema).filter((value) => !(nullable && value === null))
      options.push(wrong.map((value) => ({ ...valid, body: replaced(valid.body, path as Path, value) })))
      if (required) options.push(fc.constant({ ...valid, body: replaced(valid.body, path as Path, undefined) }))
    }
    options.push(
      fc
        .constantFrom(
          '',
          '{',
          '[]',
          'null',
          '"text"',
          '{"a":1}',
          `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
          '{"__proto__":{"a":1}}',
          `"${'x'.repeat(70_000)}"`,
        )
        .map((raw) => ({ ...valid, raw })),
      fc
        .constantFrom('text/plain', 'application/xml', 'multipart/form-data; boundary=x')
        .map((contentType) => ({ ...valid, contentType })),
      fc.constant({ ...valid, body: replaced(valid.body, ['no_such_field'], 1) }),
    )
  }
  if (valid.token !== undefined) {
    const wrongTokens = Object.entries(tokens).filter(
      ([realm]) => !operation.security?.some((allowed) => realm in allowed),
    )
    options.push(
      fc
        .constantFrom(undefined, 'tc_nonsense', 'x', ...wrongTokens.map(([, token]) => token))
        .map((token) => ({ ...valid, token })),
    )
  }
  return options.length === 0 ? undefined : fc.oneof(...options)
}

/** One hash over all tables that hold what customers and staff own. When somebody was last seen is no change, and that wrong passwords lock is as it should be. */
const fingerprint = async (): Promise<string> => {
  const tables = [
    'customer',
    'customer_contact',
    'staff',
    'bank_card',
    'top_up',
    'wallet_transaction',
    'payment_order',
    'payment',
    'withdrawal',
    'wallet_transfer',
    'money_request',
    'payee',
    'own_limit',
    'merchant_api_key',
    'webhook_endpoint',
    'risk_flag',
    'setting',
    'support_case',
    'case_message',
    'ledger.transfer',
    'ledger.entry',
    'file',
    'audit_entry',
  ]
  const hashes: string[] = []
  for (const table of tables) {
    const { rows } = await sql<{
      hash: string | null
    }>`select md5(string_agg(row, '|' order by row)) as hash
      from (select (to_jsonb(t) - 'last_seen_at' - 'last_used_at')::text as row from ${sql.table(table)} t) rows
      where row not like '%_locked"%'`.execute(app.db)
    hashes.push(`${table} ${rows[0]?.hash}`)
  }
  return hashes.join('\n')
}

test('wrong input of every kind gets a documented 4xx with a stable code, never a 5xx, and changes nothing', async (t) => {
  const driven = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const served = driven.map(({ operation }) => operation.operationId)
  assert.deepEqual(served.toSorted(), Object.keys(operations).toSorted(), 'every operation of the contract is served')
  for (const { path, method, operation } of driven) {
    await t.test(operation.operationId, async () => {
      const options = wrongAttempt(operation)
      if (!options) {
        // It takes nothing and asks nobody who they are: there is nothing to get wrong.
        assert.deepEqual(operation.security, [], `${operation.operationId} was not driven`)
        return
      }
      const before = await fingerprint()
      await fc.assert(
        fc.asyncProperty(options, async (attempt) => {
          const { status, text } = await send(method, path, attempt)
          assert.ok(status >= 400 && status < 500, `${status} ${text.slice(0, 300)}`)
          const problem = JSON.parse(text) as { code: string; status: number; request_id: string; detail: string }
          assert.equal(problem.status, status)
          const documented = JSON.stringify(operation.responses[status] ?? null)
          assert.ok(
            documented.includes(`"${problem.code}"`),
            `${problem.code} is not documented for ${status}: ${documented.slice(0, 200)}`,
          )
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
      assert.equal(await fingerprint(), before, 'a refused request changed something')
    })
  }
})
