import { type Db, inTx, type Jobs } from '../platform/index.ts'
import { TELL_CUSTOMER, tellCustomer } from './tell-customer.ts'

/** Background work of this module. `publicUrl`: the address that customers see. */
export const casesJobs = (deps: { db: Db; publicUrl: string }): Jobs => ({
  [TELL_CUSTOMER]: async ({ case_id }) => {
    await inTx(deps.db, (tx) => tellCustomer(tx, String(case_id), deps.publicUrl))
  },
})
