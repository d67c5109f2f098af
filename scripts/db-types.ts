/**
 * Writes packages/server/src/platform/database/tables.ts from a migrated database, so that the SQL files are the only place where a table is described.
 * Usage: DATABASE_URL=postgres://... npm run db:types
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const result = `'failed' | 'pending' | 'succeeded' | 'unknown'`
const columns = {
  'support_case.status': `'open' | 'waiting_customer' | 'closed'`,
  'support_case.channel': `'chat' | 'email' | 'phone'`,
  'support_case.topic': `'payment' | 'refund' | 'account' | 'security' | 'other'`,
  'support_case.close_reason': `'solved' | 'no_answer' | 'duplicate' | 'other' | null`,
  'case_message.author': `'customer' | 'staff' | 'system'`,
  'case_message.kind': `'text' | 'note' | 'card' | 'event'`,
  'payment.status': result,
  'payment.method': `'balance' | 'card'`,
  'payment.money_moved': `'no' | 'yes' | 'held' | 'unknown'`,
  'payment.failure_code': `FailureCode | null`,
  'payment_order.status': `'open' | 'paid' | 'closed'`,
  'payment_order.currency': `Currency`,
  'payment.currency': `Currency`,
  'top_up.status': result,
  'top_up.currency': `Currency`,
  'top_up.failure_code': `FailureCode | null`,
  'wallet_transaction.status': result,
  'wallet_transaction.kind': `'payment' | 'top_up'`,
  'wallet_transaction.direction': `'in' | 'out'`,
  'wallet_transaction.method': `'balance' | 'card'`,
  'wallet_transaction.currency': `Currency`,
  'wallet_transaction.failure_code': `FailureCode | null`,
  'bank_card.kind': `'debit' | 'credit'`,
  'customer.locale': `Locale`,
  'staff.locale': `Locale`,
  'staff.roles': `Role[]`,
  'customer_contact.kind': `'email' | 'phone'`,
  'sign_up.kind': `'email' | 'phone'`,
  'sign_up.locale': `Locale`,
  'outbound_message.channel': `'sms' | 'email'`,
  'outbound_message.locale': `Locale`,
  'outbound_message.status': `'queued' | 'sent' | 'failed'`,
  'audit_entry.actor_kind': `'customer' | 'staff' | 'system'`,
}
const options = {
  '--dialect': 'postgres',
  '--url': process.env.DATABASE_URL ?? '',
  '--date-parser': 'string',
  '--type-mapping': JSON.stringify({ timestamptz: 'string', int8: 'number', date: 'string' }),
  '--overrides': JSON.stringify({ columns }),
  '--exclude-pattern': '(graphile_worker|ledger).*',
}
// The generator's own parser of these expressions wants the TypeScript 5 API; it says so and passes them on as they are, which is what we want.
const done = spawnSync('kysely-codegen', [...Object.entries(options).flat(), '--print'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
const tables = done.stdout.slice(done.stdout.indexOf('/**'))
if (done.status !== 0 || !tables.includes('export interface DB')) throw new Error(done.stderr || done.stdout)
const header = `// Written by \`npm run db:types\` from the migrated database.\nimport type { Currency, FailureCode, Locale, Role } from '@topay/contract'\n`
writeFileSync('packages/server/src/platform/database/tables.ts', header + tables)
