import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import {
  type Context,
  createLog,
  fromNow,
  inTx,
  MINUTE,
  type Outgoing,
  type Transport,
  Undeliverable,
} from '../platform/index.ts'
import { notificationJobs, notificationRoutes, notify, sendCode } from './index.ts'
import type { api } from '@topay/contract'

const TOPAY_SECRET = 'a secret of thirty-two characters'
const CODE = '483920'
const log = createLog({ level: 'silent' })

const world = await useDatabase()
const { db } = world

/** A transport that remembers what was sent; `attempt` may throw first. */
const recorder = (attempt: (message: Outgoing) => void | Promise<void> = () => {}) => {
  const sent: Outgoing[] = []
  const send = async (message: Outgoing) => {
    await attempt(message)
    sent.push(message)
  }
  const transport: Transport = { email: send, sms: send, close: () => {} }
  return { sent, transport }
}

const deliver = async (id: string, transport: Transport): Promise<void> => {
  const handler = notificationJobs({ db, transport, log, secret: TOPAY_SECRET })['notifications:deliver']
  assert.ok(handler)
  await handler({ id })
}

const stored = (id: string) =>
  db.selectFrom('outbound_message').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const waitingJobs = async (): Promise<number> =>
  (
    await sql<{ jobs: number }>`
      select count(*)::int as jobs from graphile_worker.jobs where task_identifier = 'notifications:deliver'`.execute(
      db,
    )
  ).rows[0]?.jobs ?? 0

const newCode = (demo: boolean, to = 'lin@example.com') =>
  inTx(db, (tx) =>
    sendCode(
      tx,
      { demo, TOPAY_SECRET },
      {
        channel: 'email',
        to,
        template: 'sign_up_code',
        locale: 'en',
        params: { code: CODE, minutes: 5 },
        expires_at: fromNow(5 * MINUTE),
      },
    ),
  )
const newNotice = (to = '+8613812346024') =>
  inTx(db, (tx) =>
    notify(tx, {
      channel: 'sms',
      to,
      customer_id: 'cus_1',
      template: 'case_reply',
      locale: 'zh-CN',
      params: { number: 'CS 2026 1124 0007', url: 'https://pay.example' },
    }),
  )

test('a message and its job exist exactly when the transaction commits', async () => {
  const before = await waitingJobs()
  const rolledBack = inTx(db, async (tx) => {
    await notify(tx, { channel: 'email', to: 'a@example.com', template: 'sign_up_existing', locale: 'en', params: {} })
    throw new Error('no')
  })
  await assert.rejects(rolledBack, /no/)
  assert.equal(await waitingJobs(), before)
  const id = await newNotice()
  assert.equal(await waitingJobs(), before + 1)
  const { recipient, customer_id, status, subject } = await stored(id)
  assert.deepEqual(
    { recipient, customer_id, status, subject },
    { recipient: '+8613812346024', customer_id: 'cus_1', status: 'queued', subject: null },
  )
})

test('a delivery that runs twice sends once', async () => {
  const id = await newNotice()
  const { sent, transport } = recorder()
  await deliver(id, transport)
  await deliver(id, transport)
  assert.deepEqual(
    sent.map((message) => [message.id, message.to, message.text.startsWith('【Topay】客服回复了您的案件')]),
    [[id, '+8613812346024', true]],
  )
  const { status, sent_at, attempts } = await stored(id)
  assert.deepEqual([status, sent_at !== null, attempts], ['sent', true, 1])
})

test('two workers at once send once; the second comes back later, and takes over when the first has died', async () => {
  const id = await newNotice()
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const { promise: busy, resolve: started } = Promise.withResolvers<void>()
  const first = recorder(() => (started(), gate))
  const second = recorder()
  const sending = deliver(id, first.transport)
  await busy
  await assert.rejects(deliver(id, second.transport), /another worker/)
  world.travel(10 * MINUTE)
  await deliver(id, second.transport)
  assert.equal(second.sent.length, 1)
  open()
  await sending
})

test('a failed attempt is tried again, until the tenth: then the message has failed', async () => {
  const id = await newNotice()
  const { transport } = recorder(() => {
    throw new Error('connection refused')
  })
  for (let attempt = 1; attempt <= 9; attempt++) await assert.rejects(deliver(id, transport), /connection refused/)
  assert.equal((await stored(id)).status, 'queued')
  await deliver(id, transport)
  const { status, failure, attempts } = await stored(id)
  assert.deepEqual([status, failure, attempts], ['failed', 'connection refused', 10])
})

test('a message that is refused for good fails at once', async () => {
  const id = await newNotice()
  const { transport } = recorder(() => {
    throw new Undeliverable('no such mailbox')
  })
  await deliver(id, transport)
  assert.equal((await stored(id)).status, 'failed')
})

test('a code lies nowhere in clear, goes out in full, and is forgotten when sent', async () => {
  const id = await newCode(false)
  const everything = async () =>
    (
      await sql<{ text: string }>`
        select outbound_message::text || coalesce((select string_agg(payload::text, ' ') from graphile_worker._private_jobs), '') as text
        from outbound_message where id = ${id}`.execute(db)
    ).rows[0]?.text ?? ''
  assert.match(await everything(), /Your sign-up code is ••••••/)
  assert.ok(!(await everything()).includes(CODE))
  assert.ok(!(await everything()).includes(Buffer.from(CODE).toString('hex')))
  const { sent, transport } = recorder()
  await deliver(id, transport)
  assert.match(sent[0]?.text ?? '', new RegExp(`^Your sign-up code is ${CODE}, good for 5 minutes`))
  assert.equal((await stored(id)).sealed, null)
})

test('a code that cannot be sent is forgotten too, and after its time it is not sent any more', async () => {
  const refused = await newCode(false)
  await deliver(
    refused,
    recorder(() => {
      throw new Undeliverable('no such mailbox')
    }).transport,
  )
  assert.equal((await stored(refused)).sealed, null)

  const late = await newCode(false)
  const { sent, transport } = recorder()
  world.travel(5 * MINUTE)
  await deliver(late, transport)
  const { status, sealed } = await stored(late)
  assert.deepEqual([sent.length, status, sealed], [0, 'failed', null])
})

test('the demo outbox is newest first, in pages, and finds an address in every form of it', async () => {
  const ids = []
  for (let i = 0; i < 3; i++) ids.unshift(await newNotice('+8615012345678'))
  const code = await newCode(true, 'maya@example.com')
  const route = notificationRoutes({ db })[0]
  assert.ok(route)
  const list = (query: { to?: string; limit?: number; cursor?: string }) =>
    (route.handler as (context: Pick<Context<typeof api.listDemoOutbox>, 'query'>) => Promise<unknown>)({
      query: { limit: 30, ...query },
    }) as Promise<{ items: { id: string; code: string | null; body: string }[]; next_cursor: string | null }>

  const first = await list({ to: '150 1234 5678', limit: 2 })
  assert.deepEqual(
    first.items.map(({ id }) => id),
    ids.slice(0, 2),
  )
  const second = await list({ to: '＋８６１５０１２３４５６７８', limit: 2, cursor: first.next_cursor ?? '' })
  assert.deepEqual(
    second.items.map(({ id }) => id),
    ids.slice(2),
  )
  assert.equal(second.next_cursor, null)

  const [newest] = (await list({})).items
  assert.deepEqual([newest?.id, newest?.code], [code, CODE])
  assert.equal((await list({ to: 'Maya@Example.com' })).items.length, 1)
  assert.deepEqual(await list({ to: 'nobody' }), { items: [], next_cursor: null })
})
