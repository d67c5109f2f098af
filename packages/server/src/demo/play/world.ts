import type { CaseKinds, StaffDoer } from '../../cases/index.ts'
import type { Db, JobHandler } from '../../platform/index.ts'
import type { PaymentDeps, PaymentHooks } from '../../payments/index.ts'
import type { CustomerKey } from '../data/customers.ts'
import type { MerchantKey } from '../data/merchants.ts'
import type { StaffKey } from '../data/staff.ts'
import type { DemoBank } from './bank-diary.ts'

/** What playing needs, and the ids of what has been made so far by the names of the schedule. */
export type World = Omit<PaymentDeps, keyof PaymentHooks> & {
  db: Db
  bank: DemoBank
  kinds: CaseKinds
  hooks: PaymentHooks
  /** The job of the cases module. */
  tellCustomer: JobHandler
  passwordHash: string
  paymentPasswordHash: string
  staff: Map<StaffKey, StaffDoer>
  merchants: Map<MerchantKey, string>
  customers: Map<CustomerKey, string>
  /** By `customer.card`. */
  cards: Map<string, string>
  topUps: Map<string, string>
  orders: Map<string, string>
  payments: Map<string, string>
  transfers: Map<string, string>
  requests: Map<string, string>
  withdrawals: Map<string, string>
  /** With the customer, who writes in it. */
  cases: Map<string, { id: string; customer_id: string }>
}

/** The id behind a name. A schedule that names what it has not made is broken. */
export const idOf = <Key, Value>(known: ReadonlyMap<Key, Value>, key: Key): Value => {
  const value = known.get(key)
  if (value === undefined) throw new Error(`the demo world has no ${String(key)} yet`)
  return value
}
