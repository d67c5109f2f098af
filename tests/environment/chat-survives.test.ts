import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import type { Client } from '@topay/contract'
import { createLog, inTx, openDatabase } from '../../packages/server/src/platform/index.ts'
import { createStaffMember } from '../../packages/server/src/staff/index.ts'
import { createTestDatabase } from '../support/database.ts'
import { freePort, startTopay, type TopayProcess } from '../support/processes.ts'
import { apiOf, persistently, signUpCustomer } from '../support/program.ts'
import { openStream } from '../support/stream.ts'
import { staffIn } from '../support/signed-in.ts'

const PASSWORD = 'staff horse battery'

/** Server processes on one database, each on a port of its own that it keeps over restarts. */
const cluster = async (count: number) => {
  const database = await createTestDatabase({ template: 'migrated' })
  const folder = mkdtempSync(join(tmpdir(), 'topay-chat-'))
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const start = (port: number): Promise<TopayProcess> =>
    startTopay({
      env: {
        PORT: String(port),
        DATABASE_URL: database.url,
        TOPAY_DATA_DIR: join(folder, String(port)),
        TOPAY_SECRET: 'one-secret-for-all-processes-of-this-test',
        TOPAY_ENV: 'test',
        TOPAY_RATE_LIMIT: '100000',
        TOPAY_CREDENTIAL_RATE_LIMIT: '100000',
      },
    })
  const servers: TopayProcess[] = []
  for (const port of ports) servers.push(await start(port))
  const { db, close } = openDatabase({ url: database.url, size: 2, log: createLog({ level: 'silent' }) })
  const email = `${randomUUID()}@staff.example.com`
  const name = { zh: '林晓', en: 'Lin Xiao' }
  const doer = { kind: 'system', id: 'test' } as const
  await inTx(db, (tx) => createStaffMember(tx, { email, name, roles: ['agent'], password: PASSWORD, demo: true, doer }))
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const signInAgent = async (url: string) => {
    const { staff, token = '' } = staffIn(
      await apiOf(url)('staffSignIn', { body: { identifier: email, password: PASSWORD, token: true } }),
    )
    return { id: staff.id, token, api: apiOf(url, token) }
  }
  return {
    urls,
    signInAgent,
    restart: async (index: number) => {
      await servers[index]?.kill()
      servers[index] = await start(ports[index] ?? 0)
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()))
      await close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Follows a stream across dropped connections, as the apps do: subscribes again with the last number it has seen. */
const followAlways = (url: string, token: string, stream: 'me' | 'desk') => {
  const seen: { seq: number; id: string }[] = []
  const until = new AbortController()
  let after = 0
  const running = (async () => {
    while (!until.signal.aborted) {
      try {
        const socket = await openStream(url, token)
        await socket.subscribe(stream, after)
        let taken = 0
        while (!until.signal.aborted && socket.isOpen()) {
          const events = socket.events()
          for (const { seq, event } of events.slice(taken)) {
            after = seq
            if (event.type === 'message') seen.push({ seq, id: event.message.id })
          }
          taken = events.length
          await pause(10)
        }
        socket.close()
      } catch {
        await pause(30)
      }
    }
  })()
  return {
    seen,
    stop: async () => {
      until.abort()
      await running
    },
  }
}

test('a chat keeps every message, in order, once, while the server is killed and restarted five times under it', async () => {
  const one = await cluster(1)
  const url = one.urls[0] ?? ''
  const customer = await signUpCustomer(url)
  const agent = await one.signInAgent(url)
  const opened = await customer.api('openCase', { body: { topic: 'other', text: '您好' } })
  const params = { case_id: opened.id }
  await agent.api('assignCase', { params, body: { assignee_id: agent.id } })
  const onPhone = followAlways(url, customer.token, 'me')
  const onDesk = followAlways(url, agent.token, 'desk')

  const acknowledged: { id: string; seq: number; text: string }[] = []
  const chatting = new AbortController()
  const talk = async (api: Client, operation: 'sendMessage' | 'replyToCase', who: string) => {
    for (let n = 1; !chatting.signal.aborted; n++) {
      const idempotencyKey = randomUUID()
      const body = { text: `${who} ${n}` }
      const message = await persistently(() => api(operation, { params, body, idempotencyKey }))
      acknowledged.push({ id: message.id, seq: message.seq, text: message.text })
    }
  }
  const talking = Promise.all([talk(customer.api, 'sendMessage', '客户'), talk(agent.api, 'replyToCase', '客服')])
  for (let kill = 1; kill <= 5; kill++) {
    const before = acknowledged.length
    while (acknowledged.length < before + 20) await pause(5)
    await one.restart(0)
  }
  const before = acknowledged.length
  while (acknowledged.length < before + 20) await pause(5)
  chatting.abort()
  await talking

  const stored: { id: string; seq: number; text: string }[] = []
  for (let after = 0; ;) {
    const { items } = await customer.api('listMessages', { params, query: { after, limit: 200 } })
    stored.push(...items)
    after = items.at(-1)?.seq ?? after
    if (items.length < 200) break
  }
  assert.deepEqual(
    stored.map((message) => message.seq),
    stored.map((_, i) => i + 1),
    'numbered without gaps',
  )
  const byId = new Map(stored.map((message) => [message.id, message]))
  for (const message of acknowledged)
    assert.equal(byId.get(message.id)?.seq, message.seq, `acknowledged but not kept: ${message.text}`)
  for (const who of ['客户', '客服']) {
    const numbers = stored
      .filter((message) => message.text.startsWith(`${who} `))
      .map((message) => Number(message.text.split(' ')[1]))
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
      `${who}: each once and in the order it was sent`,
    )
  }

  const wanted = stored.map((message) => message.id)
  for (const side of [onPhone, onDesk]) {
    const end = Date.now() + 20_000
    while (side.seen.length < wanted.length && Date.now() < end) await pause(20)
    await side.stop()
    assert.deepEqual(
      side.seen.map((message) => message.id),
      wanted,
      'the live stream brought each message once and in order',
    )
  }
  await one.close()
})

test('a customer on one server chats with an agent on another', async () => {
  const two = await cluster(2)
  const [here = '', there = ''] = two.urls
  const customer = await signUpCustomer(here)
  const agent = await two.signInAgent(there)
  const phone = await openStream(here, customer.token)
  await phone.subscribe('me')
  const desk = await openStream(there, agent.token)
  await desk.subscribe('desk')

  const opened = await customer.api('openCase', { body: { topic: 'account', text: '我在一号服务器' } })
  await desk.event('case', (event) => event.case_id === opened.id)
  desk.send({ type: 'typing', case_id: opened.id })
  const typing = await phone.waitFor((frame) => (frame.type === 'typing' ? frame : undefined), 'typing')
  assert.equal(typing.author, 'staff')
  await agent.api('replyToCase', {
    params: { case_id: opened.id },
    body: { text: '我在二号服务器' },
    idempotencyKey: randomUUID(),
  })
  const answer = await phone.event(
    'message',
    (event) => event.message.author === 'staff' && event.message.kind === 'text',
  )
  assert.equal(answer.message.text, '我在二号服务器')
  phone.close()
  desk.close()
  await two.close()
})
