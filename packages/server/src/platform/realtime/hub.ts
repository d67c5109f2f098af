import type { ServerFrame, StreamEvent, StreamName } from '@topay/contract'
import type { Db } from '../database/database.ts'
import type { Stream } from '../events.ts'
import type { Log } from '../log.ts'

/** One stream followed by one socket. `sent`: the last seq given to the socket; `live`: new events go straight to it. */
export type Follower = {
  name: StreamName
  stream: Stream
  sent: number
  live: boolean
  send: (frame: ServerFrame) => void
  ended: boolean
}

type Row = { seq: number; event: unknown; created_at: string }
type Hub = { head: number; followers: Set<Follower>; advancing: Promise<void> | null; again: boolean }

const PAGE = 500

/** The streams that this process's sockets follow: reads each new event once and hands it to all of its followers, in order and without gaps. */
export const createHubs = (db: Db, log: Log) => {
  const hubs = new Map<Stream, Hub>()

  const readAfter = (stream: Stream, seq: number): Promise<Row[]> =>
    db
      .selectFrom('stream_event')
      .select(['seq', 'event', 'created_at'])
      .where('stream', '=', stream)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute()

  const headOf = async (stream: Stream): Promise<number> =>
    (await db.selectFrom('stream_head').select('last_seq').where('stream', '=', stream).executeTakeFirst())?.last_seq ??
    0

  const give = (follower: Follower, row: Row): void => {
    if (follower.ended || row.seq <= follower.sent) return
    follower.sent = row.seq
    follower.send({
      type: 'event',
      stream: follower.name,
      seq: row.seq,
      at: row.created_at,
      event: row.event as StreamEvent,
    })
  }

  const advance = async (stream: Stream, hub: Hub): Promise<void> => {
    do {
      hub.again = false
      for (;;) {
        const rows = await readAfter(stream, hub.head)
        for (const row of rows) {
          hub.head = row.seq
          for (const follower of hub.followers) if (follower.live) give(follower, row)
        }
        if (rows.length < PAGE) break
      }
    } while (hub.again)
  }

  /** Looks for new events of a stream; called when the database notifies, and for every stream after the listening connection was lost. */
  const wake = (stream: Stream): void => {
    const hub = hubs.get(stream)
    if (!hub) return
    hub.again = true
    hub.advancing ??= advance(stream, hub)
      .catch((error: unknown) =>
        log.warn({ err: error, stream }, 'reading events failed; the next notification or reconnect reads them'),
      )
      .finally(() => {
        hub.advancing = null
      })
  }

  /** Makes a follower live: `after` null = from now; a number = first what was missed; `reset` when that is no longer kept. */
  const follow = async (follower: Follower, after: number | null): Promise<void> => {
    let hub = hubs.get(follower.stream)
    if (!hub) {
      // Registered before the head is read, so that a notification in between is not lost.
      hub = { head: 0, followers: new Set(), advancing: null, again: false }
      hubs.set(follower.stream, hub)
      hub.head = await headOf(follower.stream)
    }
    hub.followers.add(follower)
    const head = Math.max(hub.head, await headOf(follower.stream))
    if (after === null) follower.sent = head
    else {
      const first = after < head ? (await readAfter(follower.stream, after))[0]?.seq : after + 1
      if (after > head || first !== after + 1) {
        follower.sent = head
        follower.send({ type: 'reset', stream: follower.name, head })
      } else follower.sent = after
    }
    follower.send({ type: 'subscribed', stream: follower.name, head })
    for (;;) {
      const rows = await readAfter(follower.stream, follower.sent)
      for (const row of rows) give(follower, row)
      // No await between this check and going live: nothing can fall between.
      if (rows.length < PAGE && follower.sent >= hub.head) break
    }
    follower.live = true
    wake(follower.stream)
  }

  const unfollow = (follower: Follower): void => {
    follower.ended = true
    const hub = hubs.get(follower.stream)
    hub?.followers.delete(follower)
    if (hub?.followers.size === 0) hubs.delete(follower.stream)
  }

  return {
    follow,
    unfollow,
    wake,
    wakeAll: () => {
      for (const stream of hubs.keys()) wake(stream)
    },
    followers: (stream: Stream): Iterable<Follower> => hubs.get(stream)?.followers ?? [],
  }
}
