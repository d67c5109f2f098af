import { z } from 'zod'
import { id, text, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'
import { enteredPassword } from './account.ts'
import { Verification } from './proof.ts'

export const DataExport = z
  .strictObject({
    id: id('data_export'),
    status: z.enum(['preparing', 'ready', 'failed', 'expired']),
    requested_at: timestamp,
    ready_at: timestamp.nullable(),
    expires_at: timestamp.nullable(),
    size: z.int().nullable().meta({ description: 'bytes' }),
  })
  .meta({ id: 'DataExport' })
export type DataExport = z.infer<typeof DataExport>

/** What stands against closing an account. */
export const closureObstacles = [
  'balance',
  'held_money',
  'open_payment',
  'open_withdrawal',
  'open_case',
  'frozen',
] as const

export const privacyRoutes = {
  exportMyData: route('exportMyData', {
    summary: 'Have everything Topay keeps about the customer made into one file. One at a time.',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword, verification: Verification.optional() }),
    status: 202,
    response: DataExport,
    errors: ['CREDENTIALS_WRONG', 'FACTOR_NEEDED', 'CODE_WRONG', 'SIGN_IN_PAUSED'],
  }),
  listDataExports: route('listDataExports', {
    summary: 'Files asked for, the latest first',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({ items: z.array(DataExport) }),
  }),
  downloadDataExport: route('downloadDataExport', {
    summary: 'The file: JSON in a ZIP archive, for a week',
    tag: 'security',
    realms: ['customer'],
    params: shape({ data_export_id: id('data_export') }),
    status: 200,
    responseKind: 'binary',
    errors: ['EXPORT_NOT_READY'],
  }),
  getClosure: route('getClosure', {
    summary: 'What stands against closing the account, and what is kept afterwards, why and until when',
    tag: 'security',
    realms: ['customer'],
    status: 200,
    response: shape({
      obstacles: z.array(z.enum(closureObstacles)),
      kept: z
        .array(shape({ what: z.string(), why: z.string(), until: timestamp }))
        .meta({ description: 'In the language of the request' }),
    }),
  }),
  closeMyAccount: route('closeMyAccount', {
    summary:
      'Close the account for good. What the law makes Topay keep is kept apart, sealed, and deleted when its time is over.',
    tag: 'security',
    realms: ['customer'],
    rateLimit: 'credential',
    body: shape({ password: enteredPassword, verification: Verification.optional(), reason: text(500, 0).default('') }),
    status: 204,
    errors: ['CREDENTIALS_WRONG', 'FACTOR_NEEDED', 'CODE_WRONG', 'CLOSURE_BLOCKED', 'SIGN_IN_PAUSED'],
  }),
}
