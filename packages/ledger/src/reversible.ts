import { LedgerError } from './errors.ts'
import type { Queryable } from './types.ts'
import { checkId } from './validate.ts'

/**
 * How much of a posted transfer can still be reversed: minor units for each of its legs.
 * @throws LedgerError TRANSFER_NOT_FOUND, NOT_REVERSIBLE for holds, releases and expiries
 */
export async function reversible(q: Queryable, transferId: string): Promise<number[]> {
  const { rows } = await q.query<{ op: string; remaining: string[] }>(
    `SELECT t.op, (SELECT array_agg((b.amount - b.taken)::text ORDER BY b.leg) FROM ledger.taken_back(t.id, t.legs) b)
       AS remaining
     FROM ledger.transfer t WHERE t.id = $1 AND t.refusal IS NULL`,
    [checkId(transferId, 'transfer_id')],
  )
  const row = rows[0]
  if (!row) throw new LedgerError('TRANSFER_NOT_FOUND', 'There is no such posted transfer.', { id: transferId })
  if (!['transfer', 'capture', 'reverse'].includes(row.op)) {
    throw new LedgerError('NOT_REVERSIBLE', 'This operation cannot be reversed.', { op: row.op })
  }
  return row.remaining.map(Number)
}
