import { sql } from 'kysely'
import type { StreamEvent } from '@topay/contract'
import { timestamp } from './clock.ts'
import type { Tx } from './database/database.ts'

/** A stream of numbered events: everything of one customer, or everything of the desk. */
export type Stream = `customer:${string}` | 'desk'

/** Channel of the notifications that tell other processes to look; they carry names and numbers only. */
export const streamChannel = 'topay_stream'

/**
 * Writes events to their streams in the caller's transaction and tells all server processes at commit. Each stream's numbers have no gaps and appear in
 * commit order, because the stream's head stays locked until then: publish last in a transaction, and all events of it in one call.
 */
export const publish = async (tx: Tx, events: { stream: Stream; event: StreamEvent }[]): Promise<void> => {
  const at = timestamp()
  // One lock order for everybody, or two transactions could wait for each other.
  for (const { stream, event } of events.toSorted((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0))) {
    await sql`
      with head as (
        insert into stream_head (stream, last_seq) values (${stream}, 1)
        on conflict (stream) do update set last_seq = stream_head.last_seq + 1
        returning last_seq
      ), stored as (
        insert into stream_event (stream, seq, event, created_at)
        select ${stream}, last_seq, ${JSON.stringify(event)}::jsonb, ${at}::timestamptz from head returning seq
      )
      select pg_notify(${streamChannel}, ${stream} || ' ' || seq) from stored`.execute(tx)
  }
}
