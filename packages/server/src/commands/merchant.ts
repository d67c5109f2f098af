import { id as idOf, merchantCategories, merchantScopes } from '@topay/contract'
import { z } from 'zod'
import { recordAudit } from '../audit/index.ts'
import { createMerchant, makeApiKey } from '../payments/index.ts'
import { AppError, type Db, inTx } from '../platform/index.ts'
import { withDatabase } from './with-database.ts'

const operator = { kind: 'system', id: 'operator' } as const

const chosen = <Name extends string>(
  schema: z.ZodType<Name>,
  value: string,
  what: string,
  all: readonly string[],
): Name => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`${what} is one of ${all.join(', ')}, not ${value}`)
}

/** `topay merchant create`: opens a merchant's account; prints its id and its first key, which may do everything. */
export const createMerchantWith = async (
  db: Db,
  input: { zh: string; en: string; category: string },
): Promise<{ id: string; api_key: string }> => {
  const category = chosen(z.enum(merchantCategories), input.category, 'a category', merchantCategories)
  return inTx(db, async (tx) => {
    const { id, api_key } = await createMerchant(tx, { name: { zh: input.zh, en: input.en }, category })
    await recordAudit(tx, { doer: operator, action: 'merchant.created', subject: id })
    return { id, api_key }
  })
}

/** `topay merchant key`: a further key of a merchant, for one who lost theirs. Throws an Error in plain words when there is no such merchant. */
export const makeKeyWith = async (
  db: Db,
  input: { merchant_id: string; name: string; scopes: string[] },
): Promise<{ id: string; api_key: string }> => {
  const merchant_id = idOf('merchant').safeParse(input.merchant_id)
  if (!merchant_id.success) throw new Error(`a merchant's id begins with mer_, not ${input.merchant_id}`)
  const scopes = input.scopes.map((scope) => chosen(z.enum(merchantScopes), scope, 'a scope', merchantScopes))
  return inTx(db, async (tx) => {
    const known = await tx.selectFrom('merchant').select('id').where('id', '=', merchant_id.data).executeTakeFirst()
    if (!known) throw new AppError('NOT_FOUND')
    const key = await makeApiKey(tx, {
      merchant_id: known.id,
      name: input.name,
      ...(scopes.length > 0 && { scopes }),
    })
    await recordAudit(tx, { doer: operator, action: 'api_key.created', subject: known.id, detail: { key: key.id } })
    return { id: key.id, api_key: key.key }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') throw new Error(`no merchant is ${input.merchant_id}`)
    throw error
  })
}

const print = ({ id, api_key }: { id: string; api_key: string }): void => {
  console.log(`${id}\n${api_key}`)
  console.error('The key is told this once. Keep it where only your server reads it.')
}

export const merchantCreate = (zh: string, options: { en?: string; category: string }): Promise<void> =>
  withDatabase(async (db) =>
    print(await createMerchantWith(db, { zh, en: options.en ?? zh, category: options.category })),
  )

export const merchantKey = (merchant_id: string, options: { name: string; scope: string[] }): Promise<void> =>
  withDatabase(async (db) => print(await makeKeyWith(db, { merchant_id, name: options.name, scopes: options.scope })))
