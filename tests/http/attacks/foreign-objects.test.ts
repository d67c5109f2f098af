import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { matrixRoutes } from '../../../scripts/authorisation-matrix.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { databaseHashes, ownerOfEverything } from '../../support/attack-world.ts'
import { type OpenApi, type Operation, places, replaced, resolve, sample } from '../../support/openapi.ts'

let app: TestApp
let document: OpenApi
let own: Record<string, string>
let theirs: Record<string, string>
let tokens: Record<string, string>
let staffSessions: { own: string; theirs: string }

before(async () => {
  app = await startTestApp()
  document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as OpenApi
  const [me, other] = [await ownerOfEverything(app, 'mine'), await ownerOfEverything(app, 'theirs')]
  own = me.ids
  theirs = other.ids
  const [agent, colleague] = [await app.signInStaff(), await app.signInStaff()]
  tokens = { customer: me.customer.token, merchant: me.merchant.api_key, staff: agent.token }
  const first = async (api: typeof agent.api) => (await api('listStaffSessions', {})).items[0]?.id ?? ''
  staffSessions = { own: await first(agent.api), theirs: await first(colleague.api) }
})
after(() => app.close())

type Attempt = {
  operation: Operation
  method: string
  /** Where and with which body, by an id. */
  made: (id: string) => { url: string; body: unknown }
  stranger: string
  realm: string
  what: string
}

const prefixOf = (pattern: string | undefined): string => /^\^([a-z]+)_/.exec(pattern ?? '')?.[1] ?? ''
/** Not anybody's: merchants are for all to pay. */
const common = new Set(['mer', ''])

/** Where what the document alone suggests would be refused for another reason. */
const bodies: Record<string, unknown> = { updateWebhookEndpoint: { enabled: false } }
/** Answers that say as little as 404 does. */
const documented: Record<string, string> = {
  confirmAddContact: '422 CODE_WRONG',
  listWebhookDeliveries: '200 {"items":[],"next_cursor":null}',
}

/** One attempt for each place of a request where an id stands: there somebody else's, everywhere else one's own. */
const attemptsOf = (path: string, method: string, operation: Operation): Attempt[] => {
  const attempts: Attempt[] = []
  const parameters = operation.parameters ?? []
  const json = operation.requestBody?.content['application/json']
  for (const realm of ['customer', 'merchant', 'staff']) {
    if (!operation.security?.some((allowed) => realm in allowed)) continue
    if (realm === 'staff' && operation.operationId !== 'revokeStaffSession') continue
    const ids = realm === 'staff' ? { ses: staffSessions.own } : own
    const strangers: Record<string, string> = realm === 'staff' ? { ses: staffSessions.theirs } : theirs
    const fill = (foreign = '', id = ''): string =>
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        if (name === foreign) return id
        const parameter = parameters.find((one) => one.name === name)
        return String(sample(document, parameter ? resolve(document, parameter.schema) : {}, ids))
      })
    const body = bodies[operation.operationId] ?? (json && sample(document, json.schema, ids))
    const strangerOf = (pattern: string | undefined, what: string): string | undefined => {
      const prefix = prefixOf(pattern)
      if (common.has(prefix)) return undefined
      return strangers[prefix] ?? assert.fail(`${operation.operationId}: there is nobody else's ${what}`)
    }
    for (const { name, in: where, schema } of parameters) {
      const stranger = where === 'header' ? undefined : strangerOf(resolve(document, schema).pattern, name)
      if (stranger === undefined) continue
      const made = (id: string) => ({ body, url: where === 'path' ? fill(name, id) : `${fill()}?${name}=${id}` })
      attempts.push({ operation, method, realm, made, stranger, what: name })
    }
    for (const place of json ? places(document, json.schema) : []) {
      const what = place.path.join('.')
      // What confirms a change is looked at only where one is wanted: codes.test.ts tries those.
      const stranger = place.path.includes('verification') ? undefined : strangerOf(place.schema.pattern, what)
      if (stranger === undefined) continue
      const made = (id: string) => ({ url: fill(), body: replaced(body, place.path, id) })
      attempts.push({ operation, method, realm, made, stranger, what })
    }
  }
  return attempts
}

let sent = 0
const send = async ({ method, made, operation, realm }: Attempt, id: string): Promise<string> => {
  const { url, body } = made(id)
  const wantsKey = operation.parameters?.some((one) => one.in === 'header' && one.required)
  const response = await fetch(`${app.url}${url}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${tokens[realm]}`,
      ...(wantsKey && { 'idempotency-key': `foreign-${sent++}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await response.text()
  return `${response.status} ${response.ok ? text : (JSON.parse(text) as { code: string }).code}`
}

test('somebody else’s object, wherever its id stands in a request, is as one that does not exist, and stays as it was', async () => {
  const tried = new Set<string>()
  const wrong: string[] = []
  const before = await databaseHashes(app)
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      for (const attempt of attemptsOf(path, method, operation)) {
        const { operationId } = operation
        const name = `${operationId} ${attempt.realm} ${attempt.what}`
        const answer = await send(attempt, attempt.stranger)
        const nothing = await send(attempt, attempt.stranger.replace(/_.*/, `_${'0'.repeat(32)}`))
        tried.add(operationId)
        if (answer !== nothing) wrong.push(`${name}: ${answer}, and ${nothing} where nothing is`)
        if (answer !== (documented[operationId] ?? '404 NOT_FOUND')) wrong.push(`${name}: ${answer}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
  assert.deepEqual(await databaseHashes(app), before)
  const owned = matrixRoutes.filter(
    ({ realms, path }) => path.includes('_id}') && !realms.includes('public') && !realms.includes('staff'),
  )
  for (const { operationId } of owned) assert.ok(tried.has(operationId), `${operationId} was not tried`)
})
