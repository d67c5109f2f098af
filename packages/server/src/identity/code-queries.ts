import { sql } from 'kysely'
import type { Address, Tx } from '../platform/index.ts'
import type { CodeBudget } from './one-time-codes.ts'

/** Codes for one address wait for each other here until the end of the transaction, so that they can be counted. */
export const lockCodeAddress = async (tx: Tx, address: Address): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`topay.code ${address.value}`}, 0))`.execute(tx)
}

/** When codes of a budget went to an address since a time, newest first. */
export const selectCodesSent = async (
  tx: Tx,
  address: Address,
  budget: CodeBudget,
  since: string,
): Promise<string[]> => {
  const rows = await tx
    .selectFrom('code_sent')
    .select('sent_at')
    .where('value', '=', address.value)
    .where('budget', '=', budget)
    .where('sent_at', '>', since)
    .orderBy('sent_at', 'desc')
    .execute()
  return rows.map((row) => row.sent_at)
}

export const insertCodeSent = async (tx: Tx, address: Address, budget: CodeBudget, sentAt: string): Promise<void> => {
  await tx.insertInto('code_sent').values({ value: address.value, budget, sent_at: sentAt }).execute()
}
