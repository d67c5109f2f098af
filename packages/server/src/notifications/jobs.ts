import {
  type Db,
  type JobHandler,
  type Jobs,
  type Log,
  MINUTE,
  timestamp,
  type Transport,
  Undeliverable,
  unseal,
} from '../platform/index.ts'
import { DELIVER } from './notify.ts'
import { claimMessage, endMessage, messageStatus, releaseMessage } from './queries.ts'

/** After so many failures, some three and a half hours with the queue's growing pauses, a message is given up. */
const MAX_ATTEMPTS = 10
/** Longer than the transport ever takes, so that nobody else sends a message that is just being sent. */
const CLAIM_MS = 3 * MINUTE

type Deps = { db: Db; transport: Transport; log: Log; secret: string }

/**
 * Sends one message and notes the end. Run twice it sends once; should the process die between sending and noting, the message goes again with the same
 * Message-ID. Throws to be tried again, until the message expires, is refused for good or was tried ten times: then it has failed.
 */
const deliver =
  ({ db, transport, log, secret }: Deps): JobHandler =>
  async (payload) => {
    const id = String(payload.id)
    const message = await claimMessage(db, id, CLAIM_MS)
    if (!message) {
      if ((await messageStatus(db, id)) === 'queued')
        throw new Error('another worker has this message; looked at again later')
      return
    }
    if (message.expires_at !== null && message.expires_at <= timestamp()) {
      await endMessage(db, id, { status: 'failed', failure: 'expired before it could be sent' })
      return
    }
    try {
      const text = message.sealed ? unseal(secret, 'topay outbound message', id, message.sealed) : message.body
      await transport[message.channel]({ id, to: message.recipient, subject: message.subject ?? '', text })
    } catch (error) {
      const failure = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
      const last = error instanceof Undeliverable || message.attempts >= MAX_ATTEMPTS
      log.warn({ message: id, channel: message.channel, attempt: message.attempts, last, failure }, 'message not sent')
      if (last) {
        await endMessage(db, id, { status: 'failed', failure })
        return
      }
      await releaseMessage(db, id, failure)
      throw error
    }
    await endMessage(db, id, { status: 'sent' })
  }

export const notificationJobs = (deps: Deps): Jobs => ({ [DELIVER]: deliver(deps) })
