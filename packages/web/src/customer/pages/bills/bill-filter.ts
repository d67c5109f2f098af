import type { Transaction } from '@topay/contract'
import type { Input } from '@topay/contract/web'

export const kinds = [
  'payment',
  'transfer',
  'top_up',
  'withdrawal',
  'compensation',
] as const satisfies readonly Transaction['kind'][]
export const states = [
  'succeeded',
  'failed',
  'pending',
  'unknown',
  'returned',
] as const satisfies readonly Transaction['status'][]
export const directions = ['out', 'in'] as const satisfies readonly Transaction['direction'][]

/** What narrows the bills, as it stands in the address. Amounts in minor units, both ends included. */
export type BillFilter = {
  q?: string | undefined
  /** 2026-11 */
  month?: string | undefined
  direction?: Transaction['direction'] | undefined
  kind?: Transaction['kind'] | undefined
  category?: string | undefined
  state?: Transaction['status'] | undefined
  min?: number | undefined
  max?: number | undefined
}

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((known) => known === value)
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const minor = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined

/** Reads the filter from the address; what makes no sense is left out. */
export const filterOf = (search: Record<string, unknown>): BillFilter => {
  const month = text(search['month'])
  return {
    // All digits: the router reads them as a number.
    q: text(search['q']) ?? (typeof search['q'] === 'number' ? String(search['q']) : undefined),
    month: month !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : undefined,
    direction: oneOf(directions, search['direction']),
    kind: oneOf(kinds, search['kind']),
    category: text(search['category'])?.slice(0, 30),
    state: oneOf(states, search['state']),
    min: minor(search['min']),
    max: minor(search['max']),
  }
}

/** The same as the API is asked. */
export const queryOf = ({
  q,
  month,
  direction,
  kind,
  category,
  state,
  min,
  max,
}: BillFilter): Input<'listTransactions'>['query'] => ({
  q,
  month,
  direction,
  kind,
  category,
  status: state,
  min_amount: min,
  max_amount: max,
})

/** How many things the sheet has set: the amount counts once; words and month have their own places. */
export const countOf = ({ direction, kind, category, state, min, max }: BillFilter): number =>
  [direction, kind, category, state, min ?? max].filter((value) => value !== undefined).length

/** Whether anything but the month narrows the list: then the totals of the months are not those of the list. */
export const isNarrowed = (filter: BillFilter): boolean => filter.q !== undefined || countOf(filter) > 0
