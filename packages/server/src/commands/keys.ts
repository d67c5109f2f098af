import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { recordAudit } from '../audit/index.ts'
import { endAllRecoveryCodes } from '../identity/index.ts'
import { resealMessages } from '../notifications/index.ts'
import { resealWebhookSecrets } from '../payments/index.ts'
import {
  type Config,
  type Db,
  inTx,
  loadConfig,
  rewrapDataKeys,
  rotateDataKeys,
  type SecretChange,
  type Tx,
} from '../platform/index.ts'
import { rekeyFingerprints } from '../verification/index.ts'
import { withDatabase } from './with-database.ts'

const operator = { kind: 'system', id: 'operator' } as const

/** `topay keys rotate`: new data keys, everything sealed anew with them, the old ones deleted. Servers may run meanwhile. Exit code 1 when something stays. */
export const rotateKeys = (): Promise<void> =>
  withDatabase(async (db) => {
    const config = loadConfig(process.env)
    const { deleted, left } = await rotateDataKeys({
      db,
      secret: config.TOPAY_SECRET,
      dataDir: config.TOPAY_DATA_DIR,
      report: ({ place, resealed, failed }) =>
        console.log(`${place}: ${resealed} sealed anew${failed > 0 ? `, ${failed} could not be opened` : ''}`),
    })
    await inTx(db, (tx) =>
      recordAudit(tx, {
        doer: operator,
        action: 'keys.rotated',
        subject: 'data_keys',
        detail: { deleted, left },
      }),
    )
    if (deleted.length === 0 && left === 0) console.log('There was nothing sealed: no key to change.')
    else console.log(`${deleted.length} old keys are deleted; everything that opens is sealed with new ones.`)
    if (left > 0) {
      console.error(
        `${left} values could not be opened and keep their old key. Restore them from a backup, then run this again.`,
      )
      process.exitCode = 1
    }
  })

/** Wraps and seals with the new secret what the old one opens, and ends what cannot be opened: all of it, or nothing when it is stopped. */
export const changeSecret = (db: Db, change: SecretChange, dataDir: string): Promise<Record<string, number>> =>
  inTx(db, async (tx: Tx) => {
    const { rows } = await sql<{ busy: boolean }>`
      select exists (select from job_worker where seen_at > now() - interval '30 seconds') as busy`.execute(tx)
    if (rows[0]?.busy) throw new Error('A server runs, or ran half a minute ago: stop all of them first.')
    const data_keys = await rewrapDataKeys(tx, change)
    const messages = await resealMessages(tx, change)
    const webhook_endpoints = await resealWebhookSecrets(tx, change)
    const { numbers, pictures } = await rekeyFingerprints(tx, change, dataDir)
    const recovery_codes = await endAllRecoveryCodes(tx)
    const done = { data_keys, messages, webhook_endpoints, numbers, pictures, recovery_codes }
    await recordAudit(tx, { doer: operator, action: 'keys.secret_changed', subject: 'TOPAY_SECRET', detail: done })
    return done
  })

/** The secret of the data folder, when that is the one in force. */
const keptSecretPath = (config: Config): string | null => {
  if (process.env.TOPAY_SECRET) return null
  const path = join(config.TOPAY_DATA_DIR, 'secret')
  return readFileSync(path, 'utf8').trim() === config.TOPAY_SECRET ? path : null
}

/**
 * `topay keys rotate --secret`: changes TOPAY_SECRET over to TOPAY_SECRET_NEXT, with all servers stopped, and says what depended on the old one.
 */
export const changeSecretCommand = (): Promise<void> =>
  withDatabase(async (db) => {
    const config = loadConfig(process.env)
    const { TOPAY_SECRET: from, TOPAY_SECRET_NEXT: to } = config
    if (to === undefined) throw new Error('TOPAY_SECRET_NEXT: the new secret, 32 characters or more, goes in here')
    if (to === from) throw new Error('TOPAY_SECRET_NEXT is TOPAY_SECRET already: nothing to change.')
    const done = await changeSecret(db, { from, to }, config.TOPAY_DATA_DIR)
    console.log(`${done.data_keys} data keys are wrapped with the new secret.`)
    console.log(
      `${done.messages} messages on their way and the secrets of ${done.webhook_endpoints} webhook endpoints are sealed with it.`,
    )
    console.log(`The fingerprints of ${done.numbers} document numbers and ${done.pictures} pictures are made anew.`)
    console.log(`${done.recovery_codes} recovery codes of customers have ended; they make new ones under Security.`)
    console.log('One-time codes on their way have ended too, and pauses of sign-ins begin anew.')
    console.log('A picture of a document that was deleted is not recognised any more when somebody sends it again.')
    const path = keptSecretPath(config)
    if (path === null) {
      console.log('Now set TOPAY_SECRET to the new secret for every process, remove TOPAY_SECRET_NEXT, and start.')
      return
    }
    await writeFile(`${path}.next`, `${to}\n`, { mode: 0o600 })
    await rename(`${path}.next`, path)
    console.log(`The new secret is in ${path}. Remove TOPAY_SECRET_NEXT, and start.`)
  })
