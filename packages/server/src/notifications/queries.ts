import type { Locale, OutboundMessage } from '@topay/contract'
import { type Db, fromNow, timestamp, type Tx } from '../platform/index.ts'

export type NewMessage = {
  id: string
  channel: 'sms' | 'email'
  recipient: string
  customer_id: string | null
  template: string
  locale: Locale
  subject: string | null
  body: string
  sealed: Buffer | null
  code: string | null
  expires_at: string | null
}

export const insertMessage = async (tx: Tx, message: NewMessage): Promise<void> => {
  await tx
    .insertInto('outbound_message')
    .values({ ...message, status: 'queued', created_at: timestamp() })
    .execute()
}

/** The phrase by which a customer knows our messages. */
export const selectPhrase = async (tx: Tx, customerId: string): Promise<string | null> =>
  (await tx.selectFrom('customer').select('phrase').where('id', '=', customerId).executeTakeFirst())?.phrase ?? null

/** Takes a waiting message for `ms` milliseconds and counts the attempt; undefined when it is not waiting or somebody else has it. */
export const claimMessage = (db: Db, id: string, ms: number) =>
  db
    .updateTable('outbound_message')
    .set((row) => ({ attempts: row('attempts', '+', 1), claimed_until: fromNow(ms) }))
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<=', timestamp())]))
    .returning(['id', 'channel', 'recipient', 'subject', 'body', 'sealed', 'attempts', 'expires_at'])
    .executeTakeFirst()

/** A message ends: the sealed words go, whatever the end. */
export const endMessage = async (
  db: Db,
  id: string,
  end: { status: 'sent' } | { status: 'failed'; failure: string },
): Promise<void> => {
  await db
    .updateTable('outbound_message')
    .set({
      status: end.status,
      failure: end.status === 'failed' ? end.failure : null,
      sent_at: end.status === 'sent' ? timestamp() : null,
      sealed: null,
      claimed_until: null,
    })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}

/** Gives a claimed message back, to be tried again. */
export const releaseMessage = async (db: Db, id: string, failure: string): Promise<void> => {
  await db
    .updateTable('outbound_message')
    .set({ claimed_until: null, failure })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}

export const messageStatus = async (db: Db, id: string): Promise<OutboundMessage['status'] | undefined> =>
  (await db.selectFrom('outbound_message').select('status').where('id', '=', id).executeTakeFirst())?.status

/** Messages, newest first; `before` is the id of the last one of the page before. */
export const selectMessages = (
  db: Db,
  page: { to: string | undefined; before: string | undefined; limit: number },
): Promise<OutboundMessage[]> =>
  db
    .selectFrom('outbound_message')
    .select(['id', 'channel', 'recipient as to', 'template', 'subject', 'body', 'code', 'status', 'created_at'])
    .$if(page.to !== undefined, (query) => query.where('recipient', '=', page.to ?? ''))
    .$if(page.before !== undefined, (query) => query.where('id', '<', page.before ?? ''))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()

/** The messages whose words are sealed, locked. */
export const selectSealedMessages = async (tx: Tx): Promise<{ id: string; sealed: Buffer }[]> =>
  (
    await tx
      .selectFrom('outbound_message')
      .select(['id', 'sealed'])
      .where('sealed', 'is not', null)
      .orderBy('id')
      .forUpdate()
      .execute()
  ).flatMap(({ id, sealed }) => (sealed === null ? [] : [{ id, sealed }]))

export const updateSealed = async (tx: Tx, id: string, sealed: Buffer): Promise<void> => {
  await tx.updateTable('outbound_message').set({ sealed }).where('id', '=', id).execute()
}
