import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { apiPrefix, errors, operations, roles } from '@topay/contract'
import {
  type Caller,
  callers,
  expectedCell,
  matrixFile,
  matrixMarkdown,
  type MatrixRoute,
  matrixRoutes,
} from '../../../scripts/authorisation-matrix.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { applicantToken, askPatiently, databaseHashes, ownerOfEverything } from '../../support/attack-world.ts'

let app: TestApp
let ids: Record<string, string>
let keyFor: (route: MatrixRoute) => string
const tokens = new Map<Caller, string>()

before(async () => {
  app = await startTestApp()
  const owner = await ownerOfEverything(app, 'own')
  ids = owner.ids
  tokens.set('customer', owner.customer.token)
  tokens.set('merchant', owner.merchant.api_key)
  tokens.set('applicant', await applicantToken(app, 'applicant@example.com'))
  for (const role of roles) tokens.set(role, (await app.signInStaff([role])).token)
  const scopes = [...new Set(matrixRoutes.flatMap(({ scope }) => scope ?? []))]
  const keys = new Map<string, string>()
  for (const scope of scopes) {
    const others = scopes.filter((other) => other !== scope)
    keys.set(scope, (await owner.shop('createApiKey', { body: { name: 'all but one', scopes: others } })).key)
  }
  keyFor = ({ scope }) => keys.get(scope ?? '') ?? owner.merchant.api_key
})
after(() => app.close())

const unauthorised = ['NOT_SIGNED_IN', 'TOKEN_WRONG_KIND', 'PERMISSION_MISSING', 'KEY_SCOPE_MISSING'] as const

/** A request whose path leads to something that exists; what cannot be read as JSON stops it once the caller may go on, so that nothing is done. */
const request = async (route: MatrixRoute, token: string | undefined) => {
  const prefixes: Record<string, string> = { month: '2026-11', date: '2026-11-24' }
  const example = (name: string): string => {
    const known = Object.entries(ids).find(([prefix]) => name === objectNames[prefix])
    return known?.[1] ?? prefixes[name] ?? 'x'.repeat(40)
  }
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => example(name))
  const reads = route.method === 'GET'
  const response = await askPatiently(`${app.url}${apiPrefix}${path}`, {
    method: route.method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(!reads && { 'content-type': 'application/json' }),
    },
    body: reads ? null : '{',
  })
  const text = await response.text()
  const code = response.ok ? 'open' : (JSON.parse(text) as { code: string }).code
  return { status: response.status, cell: unauthorised.find((one) => one === code) ?? 'open' }
}

const objectNames: Record<string, string> = {
  card: 'card_id',
  ord: 'order_id',
  pay: 'payment_id',
  case: 'case_id',
  top: 'top_up_id',
  txn: 'transaction_id',
  tra: 'transfer_id',
  wdr: 'withdrawal_id',
  req: 'money_request_id',
  whe: 'webhook_endpoint_id',
  key: 'api_key_id',
  file: 'file_id',
  doc: 'document_id',
  ses: 'session_id',
  dev: 'device_id',
  con: 'contact_id',
}

test('the table in the documents is that of the contract', () => {
  assert.equal(readFileSync(matrixFile, 'utf8'), matrixMarkdown(), 'stale: run node scripts/authorisation-matrix.ts')
  assert.deepEqual(matrixRoutes.map(({ operationId }) => operationId).toSorted(), Object.keys(operations).toSorted())
})

test('every operation answers every kind of caller as the contract says, and whoever is refused has changed nothing', async () => {
  const tryCells = async (open: boolean): Promise<number> => {
    let tried = 0
    for (const route of matrixRoutes) {
      for (const caller of callers) {
        const expected = expectedCell(route, caller)
        if ((expected === 'open') !== open) continue
        const token = caller === 'key_without_scope' ? keyFor(route) : tokens.get(caller)
        const { status, cell } = await request(route, token)
        assert.equal(cell, expected, `${route.operationId} by ${caller}: ${status}`)
        if (cell !== 'open') assert.equal(status, errors[cell].status, `${route.operationId} by ${caller}`)
        tried += 1
      }
    }
    return tried
  }
  const before = await databaseHashes(app)
  assert.ok((await tryCells(false)) > 1_000)
  assert.deepEqual(await databaseHashes(app), before)
  assert.ok((await tryCells(true)) > 500)
})

test('a token that has ended, or never was, opens nothing that is not open to everybody', async () => {
  const [gone, leaver, admin] = [
    await app.signUp(),
    await app.signInStaff([...roles]),
    await app.signInStaff(['admin']),
  ]
  await gone.api('signOut', {})
  await admin.api('updateStaff', { params: { staff_id: leaver.id }, body: { active: false } })
  const merchant = await app.openMerchant()
  const shop = app.client(merchant.api_key)
  const [key] = (await shop('listApiKeys', {})).items
  await shop('revokeApiKey', { params: { api_key_id: key?.id ?? '' } })
  const taken = await applicantToken(app, 'goes-back@example.com')
  await app.client(taken)('withdrawRecovery', {})
  const ended = [gone.token, leaver.token, merchant.api_key, `ta_${'x'.repeat(43)}`, 'nonsense', '']
  for (const route of matrixRoutes) {
    if (route.realms.includes('public')) continue
    for (const token of ended) {
      const { status } = await request(route, token)
      assert.ok(status === 401, `${route.operationId} with ${token.slice(0, 3)}: ${status}`)
    }
  }
})
