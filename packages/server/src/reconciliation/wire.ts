import { type Difference, money, type Reconciliation } from '@topay/contract'
import type { DifferenceRow, ReconciliationOverview } from './queries.ts'

const moneyOf = (amount: number | null) => (amount === null ? null : money(amount))

export const toDifference = (row: DifferenceRow): Difference => ({
  id: row.id,
  date: row.date,
  kind: row.kind,
  operation: row.operation,
  reference: row.reference,
  customer_id: row.customer_id,
  bank_amount: moneyOf(row.bank_amount),
  books_amount: moneyOf(row.books_amount),
  detail: { zh: row.detail_zh, en: row.detail_en },
  case_id: row.case_id,
  status: row.status,
  resolution: row.resolution,
  found_at: row.found_at,
  resolved_at: row.resolved_at,
})

export const toReconciliation = ({ bank_total, books_total, ...row }: ReconciliationOverview): Reconciliation => ({
  ...row,
  bank_total: money(bank_total),
  books_total: money(books_total),
})
