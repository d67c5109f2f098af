import { accountRoutes } from './routes/account.ts'
import { billsRoutes } from './routes/bills.ts'
import { challengeRoutes } from './routes/challenges.ts'
import { demoRoutes } from './routes/demo.ts'
import { deskRoutes } from './routes/desk.ts'
import { identityDeskRoutes } from './routes/identity-desk.ts'
import { merchantRoutes } from './routes/merchant.ts'
import { moneyDeskRoutes } from './routes/money-desk.ts'
import { ownAccountRoutes } from './routes/own-account.ts'
import { paymentRoutes } from './routes/payments.ts'
import { privacyRoutes } from './routes/privacy.ts'
import { recoveryRoutes } from './routes/recovery.ts'
import { securityRoutes } from './routes/security.ts'
import { supportRoutes } from './routes/support.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { staffRoutes } from './routes/staff.ts'
import { transferRoutes } from './routes/transfers.ts'
import { verificationRoutes } from './routes/verification.ts'
import { walletRoutes } from './routes/wallet.ts'

/** The whole API by operationId: server validation, OpenAPI document and the client's types all come from here. */
export const api = {
  ...accountRoutes,
  ...signInRoutes,
  ...recoveryRoutes,
  ...securityRoutes,
  ...ownAccountRoutes,
  ...verificationRoutes,
  ...privacyRoutes,
  ...challengeRoutes,
  ...walletRoutes,
  ...transferRoutes,
  ...billsRoutes,
  ...paymentRoutes,
  ...merchantRoutes,
  ...supportRoutes,
  ...staffRoutes,
  ...deskRoutes,
  ...identityDeskRoutes,
  ...moneyDeskRoutes,
  ...demoRoutes,
}
export type Api = typeof api
