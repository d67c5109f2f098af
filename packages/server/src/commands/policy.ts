import { z } from 'zod'
// The modules define their policies when they are loaded; the highest ones load the rest.
import '../app.ts'
import { recordAudit } from '../audit/index.ts'
import { type Db, inTx, readPolicies, writePolicy } from '../platform/index.ts'
import { withDatabase } from './with-database.ts'

const printed = (key: string, value: unknown): string => `${key} ${JSON.stringify(value, null, 2)}`

/** `topay policy`: every policy as it is in force. */
export const policies = (): Promise<void> =>
  withDatabase(async (db) => {
    for (const { key, value } of await readPolicies(db)) console.log(printed(key, value))
  })

const Change = z.record(z.string(), z.unknown())

const parseChange = (json: string): Record<string, unknown> => {
  try {
    return Change.parse(JSON.parse(json))
  } catch {
    throw new Error(`give the fields to change as a JSON object, such as '{"pin_day_amount": 200000}', not ${json}`)
  }
}

/**
 * `topay policy set <key> <json>`: changes fields of a policy from the next operation on, and records it; null brings a field back to its default.
 * Throws an Error in plain words when there is no such policy or the value does not fit.
 */
export const changePolicy = async (db: Db, key: string, json: string): Promise<unknown> => {
  const change = parseChange(json)
  return inTx(db, async (tx) => {
    const value = await writePolicy(tx, key, change)
    await recordAudit(tx, {
      doer: { kind: 'system', id: 'operator' },
      action: 'policy.changed',
      subject: key,
      detail: { change: JSON.stringify(change) },
    })
    return value
  })
}

/** The command: see `changePolicy`. */
export const setPolicy = (key: string, json: string): Promise<void> =>
  withDatabase(async (db) => {
    console.log(printed(key, await changePolicy(db, key, json)))
  })
