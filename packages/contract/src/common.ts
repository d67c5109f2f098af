import { z } from 'zod'

/** The prefixes of all ids; an id is `<prefix>_` and a UUIDv7 in plain hex, so ids sort by time of making. */
export const idPrefixes = {
  customer: 'cus',
  session: 'ses',
  sign_up: 'sgn',
  card: 'card',
  top_up: 'top',
  transaction: 'txn',
  merchant: 'mer',
  order: 'ord',
  payment: 'pay',
  case: 'case',
  message: 'msg',
  staff: 'stf',
  file: 'file',
  outbound: 'out',
  withdrawal: 'wdr',
  payee: 'pye',
  transfer: 'tra',
  money_request: 'req',
  money_return: 'ret',
  challenge: 'chl',
  api_key: 'key',
  webhook_endpoint: 'whe',
  webhook_event: 'evt',
  webhook_delivery: 'whd',
  risk_flag: 'rsk',
  reconciliation: 'rec',
  difference: 'dif',
  sign_in: 'sin',
  password_reset: 'rst',
  recovery: 'rcv',
  device: 'dev',
  contact: 'con',
  contact_change: 'cch',
  passkey: 'psk',
  security_event: 'sev',
  verification: 'ver',
  document: 'doc',
  approval: 'apr',
  data_export: 'exp',
  data_key: 'dky',
  recovery_step: 'rcs',
  staff_sign_in: 'ssi',
} as const
export type IdKind = keyof typeof idPrefixes

/** Schema of an id of one kind. Anything else is refused as invalid input before a query is made. */
export const id = (kind: IdKind) =>
  z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-f]{32}$`))
    .meta({
      description: `Id: ${kind.replace('_', ' ')}`,
      example: `${idPrefixes[kind]}_0190a5c27b1e7c3a8d4e5f60718293a4`,
    })

/** RFC 3339 in UTC. */
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ example: '2026-11-24T08:30:00.000Z' })

/** The same text in both languages; the reader's language decides which is shown. */
export const LocalizedText = z.strictObject({ zh: z.string(), en: z.string() }).meta({ id: 'LocalizedText' })
export type LocalizedText = z.infer<typeof LocalizedText>

export const Locale = z.enum(['zh-CN', 'en'])
export type Locale = z.infer<typeof Locale>

// oxlint-disable-next-line no-control-regex -- the point is to refuse them: PostgreSQL cannot store NUL, screens cannot show the rest
const controlCharacters = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

/** Free text a person typed: trimmed, `min`..`max` characters, no control characters but tab and line breaks, no lone surrogates. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((value) => !controlCharacters.test(value), {
      message: 'control characters are not allowed',
      params: { zh: '不能包含控制字符' },
    })
    .refine((value) => value.isWellFormed(), { message: 'broken Unicode', params: { zh: '文字编码有误' } })

/** A whole number in a query string. An empty value is wrong, not zero. */
export const queryInt = (min: number, max: number) =>
  z.preprocess((value) => (value === '' ? Number.NaN : value), z.coerce.number().int().min(min).max(max))

/** Query parameters of every list: opaque cursor from the page before, page size. */
export const pageQuery = {
  cursor: z.string().max(200).optional().meta({ description: '`next_cursor` of the page before' }),
  limit: queryInt(1, 100).default(30),
}

/** A page of a list. `next_cursor` is null on the last page. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() })

/** RFC 9457 problem document with the members every Topay error has. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable, see the error registry' }),
    detail: z.string().meta({ description: 'What to do next, in the language of the request' }),
    fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    retryable: z.boolean().meta({ description: 'True when the same request may be sent again unchanged' }),
    request_id: z.string(),
    retry_at: z.string().optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
