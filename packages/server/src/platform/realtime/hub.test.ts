import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { ServerFrame, StreamEvent } from '@topay/contract'
import { createTestDatabase, type TestDatabase } from '../../../../../tests/support/database.ts'
import { type Db, inTx, openDatabase } from '../database/database.ts'
import { publish, type Stream, streamChannel } from '../events.ts'
import { createLog } from '../log.ts'
import { createHubs, type Follower } from './hub.ts'
import { listen } from './listener.ts'

const log = createLog({ level: 'silent' })
let database: TestDatabase
let db: Db
let close: () => Promise<void>

before(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  ;({ db, close } = openDatabase({ url: database.url, size: 10, log }))
})
after(async () => {
  await close()
  await database.drop()
})

const event = (n: number): StreamEvent => ({ type: 'payment', payment_id: `pay_${n}`, status: 'succeeded' })
const publishOne = (stream: Stream, n: number) => inTx(db, (tx) => publish(tx, [{ stream, event: event(n) }]))

const followerOf = (stream: Stream, frames: ServerFrame[]): Follower => ({
  name: 'me',
  stream,
  sent: 0,
  live: false,
  ended: false,
  send: (frame) => frames.push(frame),
})
const seqs = (frames: ServerFrame[]): number[] => frames.flatMap((frame) => (frame.type === 'event' ? [frame.seq] : []))
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
const until = async (done: () => boolean): Promise<void> => {
  for (let turn = 0; !done(); turn++) {
    assert.ok(turn < 2_000, 'events did not arrive')
    await new Promise((resolve) => setImmediate(resolve))
    await db.selectFrom('setting').select('key').limit(1).execute()
  }
}

test('events of many transactions at once have no gaps, and a follower gets each once, in order, whenever it joins', async () => {
  const stream: Stream = 'customer:many'
  const hubs = createHubs(db, log)
  const listener = await listen({
    url: database.url,
    channels: [streamChannel],
    onNotify: (_channel, payload) => hubs.wake(payload.slice(0, payload.lastIndexOf(' ')) as Stream),
    onReconnect: hubs.wakeAll,
    log,
  })
  const early: ServerFrame[] = []
  const late: ServerFrame[] = []
  await hubs.follow(followerOf(stream, early), null)
  const writing = Promise.all(upTo(120).map((n) => publishOne(stream, n)))
  await until(() => seqs(early).length > 20)
  await hubs.follow(followerOf(stream, late), 10)
  await writing
  await until(() => seqs(early).length === 120 && seqs(late).length === 110)
  assert.deepEqual(seqs(early), upTo(120))
  assert.deepEqual(seqs(late), upTo(120).slice(10))
  await listener.close()
})

test('two transactions that publish to the same streams in different order do not block each other', async () => {
  const both = (streams: Stream[]) =>
    inTx(db, (tx) =>
      publish(
        tx,
        streams.map((stream) => ({ stream, event: event(1) })),
      ),
    )
  await Promise.all(upTo(40).map((n) => both(n % 2 ? ['customer:x', 'desk'] : ['desk', 'customer:x'])))
  const heads = await db
    .selectFrom('stream_head')
    .select(['stream', 'last_seq'])
    .where('stream', 'in', ['customer:x', 'desk'])
    .execute()
  assert.deepEqual(
    heads.map((head) => head.last_seq),
    [40, 40],
  )
})

test('a follower whose missed events are no longer kept is told to read afresh', async () => {
  const stream: Stream = 'customer:old'
  for (const n of upTo(5)) await publishOne(stream, n)
  await db.deleteFrom('stream_event').where('stream', '=', stream).where('seq', '<=', 3).execute()
  const frames: ServerFrame[] = []
  await createHubs(db, log).follow(followerOf(stream, frames), 1)
  assert.deepEqual(frames, [
    { type: 'reset', stream: 'me', head: 5 },
    { type: 'subscribed', stream: 'me', head: 5 },
  ])
  const ahead: ServerFrame[] = []
  await createHubs(db, log).follow(followerOf(stream, ahead), 99)
  assert.equal(ahead[0]?.type, 'reset', 'a number the database never gave out')
})

test('after the listening connection was cut, events written meanwhile arrive', async () => {
  const stream: Stream = 'customer:cut'
  const hubs = createHubs(db, log)
  const listener = await listen({
    url: database.url,
    channels: [streamChannel],
    onNotify: () => {},
    onReconnect: hubs.wakeAll,
    log,
  })
  const frames: ServerFrame[] = []
  await hubs.follow(followerOf(stream, frames), null)
  await publishOne(stream, 1)
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'topay listen' and datname = current_database()`.execute(db)
  assert.equal(rows.length, 1)
  await until(() => seqs(frames).length === 1)
  await listener.close()
})
