import { accountRoutes } from './routes/account.ts'
import { demoRoutes } from './routes/demo.ts'
import { deskRoutes } from './routes/desk.ts'
import { paymentRoutes } from './routes/payments.ts'
import { supportRoutes } from './routes/support.ts'
import { walletRoutes } from './routes/wallet.ts'

/** The whole API by operationId: server validation, OpenAPI document and the client's types all come from here. */
export const api = {
  ...accountRoutes,
  ...walletRoutes,
  ...paymentRoutes,
  ...supportRoutes,
  ...deskRoutes,
  ...demoRoutes,
}
export type Api = typeof api
