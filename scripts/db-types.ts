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
  'payment.method': `'balance' | 'card' | 'balance_and_card'`,
  'payment.money_moved': `'no' | 'yes' | 'held' | 'unknown'`,
  'payment.failure_code': `FailureCode | null`,
  'payment_order.status': `'open' | 'paid' | 'closed'`,
  'payment_order.currency': `Currency`,
  'payment.currency': `Currency`,
  'top_up.status': result,
  'top_up.currency': `Currency`,
  'top_up.failure_code': `FailureCode | null`,
  'wallet_transaction.status': `'failed' | 'pending' | 'returned' | 'succeeded' | 'unknown'`,
  'wallet_transaction.kind': `'payment' | 'top_up' | 'withdrawal' | 'transfer' | 'compensation'`,
  'wallet_transaction.direction': `'in' | 'out'`,
  'wallet_transaction.method': `'balance' | 'card' | 'balance_and_card'`,
  'wallet_transaction.currency': `Currency`,
  'wallet_transaction.failure_code': `FailureCode | null`,
  'withdrawal.status': `'failed' | 'pending' | 'returned' | 'succeeded' | 'unknown'`,
  'withdrawal.currency': `Currency`,
  'withdrawal.failure_code': `FailureCode | null`,
  'wallet_transfer.status': `'failed' | 'succeeded'`,
  'wallet_transfer.style': `'plain' | 'red_packet'`,
  'wallet_transfer.currency': `Currency`,
  'wallet_transfer.failure_code': `FailureCode | null`,
  'money_request.status': `'open' | 'paid' | 'declined' | 'cancelled' | 'expired'`,
  'money_request.currency': `Currency`,
  'money_return.source': `'payment' | 'top_up'`,
  'money_return.status': `'pending' | 'unknown' | 'succeeded' | 'to_balance'`,
  'money_return.currency': `Currency`,
  'merchant_api_key.scopes': `MerchantScope[]`,
  'merchant_refund_terms.clock_start': `'paid' | 'delivered' | 'service_date'`,
  'payment_order.closed_by': `'time' | 'merchant' | null`,
  'webhook_delivery.status': `'queued' | 'delivered' | 'failed'`,
  'risk_flag.level': `'suspicious_payee' | 'restricted'`,
  'reconciliation.status': `'clean' | 'differences' | 'failed'`,
  'reconciliation_difference.kind': `'bank_only' | 'books_only' | 'amount' | 'status' | 'unreadable'`,
  'reconciliation_difference.operation': `'debit' | 'payout' | 'refund' | 'file'`,
  'reconciliation_difference.status': `'open' | 'resolved'`,
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
const header = `// Written by \`npm run db:types\` from the migrated database.\nimport type { Currency, FailureCode, Locale, MerchantScope, Role } from '@topay/contract'\n`
writeFileSync('packages/server/src/platform/database/tables.ts', header + tables)
