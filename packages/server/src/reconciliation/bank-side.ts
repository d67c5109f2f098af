import type { BankConnector, BankOperation, StatementRow } from '../wallet/index.ts'

/** One movement at the bank, in its file or in our books. Amounts in minor units. */
export type Movement = { operation: BankOperation; reference: string; status: StatementRow['status']; amount: number }

/** A movement by what it is and whose: the same in the file and in the books. */
export const keyOf = (row: Pick<Movement, 'operation' | 'reference' | 'status'>): string =>
  `${row.operation} ${row.reference} ${row.status}`

/** What a movement adds to the money at the bank: debits and returned payouts come in, payouts and refunds go out. */
export const signed = (row: Pick<Movement, 'operation' | 'status'>, amount: number): number =>
  row.operation === 'debit' || row.status === 'returned' ? amount : -amount

export type BankSide =
  | { kind: 'rows'; rows: Map<string, Movement>; complete: boolean }
  | { kind: 'unavailable'; reason: string }

/** The bank's file of a day by movement. A movement that stands in it twice was made twice: its amounts add up, and so differ from ours. */
export const bankSide = async (bank: BankConnector, date: string): Promise<BankSide> => {
  const statement = await bank.statement(date)
  if (statement.kind === 'unavailable') return statement
  const rows = new Map<string, Movement>()
  for (const { type, id, status, amount } of statement.rows) {
    const row: Movement = { operation: type, reference: id, status, amount: amount.amount }
    const known = rows.get(keyOf(row))
    if (known) known.amount += row.amount
    else rows.set(keyOf(row), row)
  }
  return { kind: 'rows', rows, complete: statement.complete }
}
