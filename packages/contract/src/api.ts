import { accountRoutes } from './routes/account.ts'
import { billsRoutes } from './routes/bills.ts'
import { demoRoutes } from './routes/demo.ts'
import { deskRoutes } from './routes/desk.ts'
import { merchantRoutes } from './routes/merchant.ts'
import { moneyDeskRoutes } from './routes/money-desk.ts'
import { paymentRoutes } from './routes/payments.ts'
import { supportRoutes } from './routes/support.ts'
import { challengeRoutes, transferRoutes } from './routes/transfers.ts'
import { walletRoutes } from './routes/wallet.ts'

/** The whole API by operationId: server validation, OpenAPI document and the client's types all come from here. */
export const api = {
  ...accountRoutes,
  ...challengeRoutes,
  ...walletRoutes,
  ...transferRoutes,
  ...billsRoutes,
  ...paymentRoutes,
  ...merchantRoutes,
  ...supportRoutes,
  ...deskRoutes,
  ...moneyDeskRoutes,
  ...demoRoutes,
}
export type Api = typeof api
