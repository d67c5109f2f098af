import { z } from 'zod'
import { timestamp } from './clock.ts'
import type { Db, Tx } from './database/database.ts'

/** Numbers that an installation may change without a new release. */
export type Policy<T> = {
  /** Stands in the table `setting` as `policy.<key>`. */
  key: string
  /** As it is in force. Throws when what is stored does not fit any more: a limit that cannot be read must not be guessed. */
  read: (tx: Tx | Db) => Promise<T>
}

type Defined = { policy: Policy<unknown>; schema: z.ZodType }

const defined = new Map<string, Defined>()
const settingKey = (key: string): string => `policy.${key}`

const storedValue = async (tx: Tx | Db, key: string): Promise<unknown> =>
  (await tx.selectFrom('setting').select('value').where('key', '=', settingKey(key)).executeTakeFirst())?.value ?? {}

const describe = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; ')

/**
 * Defines a policy. Every field of the schema has a default and carries its unit in its name (`_ms`, `_amount` for minor units); what is stored holds only
 * what an installation changed.
 */
export const definePolicy = <Schema extends z.ZodObject>(key: string, schema: Schema): Policy<z.output<Schema>> => {
  const policy: Policy<z.output<Schema>> = {
    key,
    read: async (tx) => {
      const parsed = schema.safeParse(await storedValue(tx, key))
      if (!parsed.success) throw new Error(`the stored policy ${key} does not fit: ${describe(parsed.error)}`)
      return parsed.data
    },
  }
  if (defined.has(key)) throw new Error(`two policies are called ${key}`)
  defined.set(key, { policy, schema })
  return policy
}

const definedPolicy = (key: string): Defined => {
  const policy = defined.get(key)
  if (!policy) throw new Error(`no policy is called ${key}; there are ${[...defined.keys()].toSorted().join(', ')}`)
  return policy
}

/** All policies of the modules that are loaded, as they are in force, by key. */
export const readPolicies = async (tx: Tx | Db): Promise<{ key: string; value: unknown }[]> => {
  const policies = []
  for (const key of [...defined.keys()].toSorted())
    policies.push({ key, value: await definedPolicy(key).policy.read(tx) })
  return policies
}

/**
 * Changes fields of a policy; those not named stay as they are, null brings a field back to its default. Answers what is in force from now on.
 * Throws an Error in plain words when there is no such policy or the value does not fit.
 */
export const writePolicy = async (tx: Tx, key: string, change: Record<string, unknown>): Promise<unknown> => {
  const { schema } = definedPolicy(key)
  const before = z.record(z.string(), z.unknown()).parse(await storedValue(tx, key))
  const value = Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, field]) => field !== null))
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Error(`${key}: ${describe(parsed.error)}`)
  await tx
    .insertInto('setting')
    .values({ key: settingKey(key), value: JSON.stringify(value), updated_at: timestamp() })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({
        value: row.ref('excluded.value'),
        updated_at: row.ref('excluded.updated_at'),
      })),
    )
    .execute()
  return parsed.data
}
