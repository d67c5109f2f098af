import { casesJobs, casesRoutes } from './cases/index.ts'
import { chatTyping } from './channels/index.ts'
import { customerAuthenticator, identityCrontab, identityJobs, identityRoutes } from './identity/index.ts'
import { notificationJobs, notificationRoutes } from './notifications/index.ts'
import { onFrozen, ownAccountCrontab, ownAccountJobs, ownAccountRoutes, unfreezeApproval } from './own-account/index.ts'
import { onPaymentSettled, paymentKind } from './payment-help/index.ts'
import {
  merchantAuthenticator,
  paymentJobs,
  paymentRoutes,
  paymentsCrontab,
  slowPaymentJobs,
} from './payments/index.ts'
import {
  type Authenticators,
  type Config,
  createHttpServer,
  createStreamServer,
  ledgerCrontab,
  ledgerJobs,
  type Log,
  maintenanceCrontab,
  maintenanceJobs,
  openDatabase,
  openTransport,
  registerMetrics,
  registerWebApps,
  startJobs,
} from './platform/index.ts'
import {
  reconciliationCrontab,
  reconciliationJobs,
  reconciliationKind,
  reconciliationRoutes,
} from './reconciliation/index.ts'
import { riskRoutes } from './risk/index.ts'
import { type ApprovalKinds, staffAuthenticator, staffCrontab, staffJobs, staffRoutes } from './staff/index.ts'
import {
  applicantAuthenticator,
  recoveryApproval,
  recoveryKind,
  verificationCrontab,
  verificationJobs,
  verificationKind,
  verificationRoutes,
} from './verification/index.ts'
import { bankNotifyUrl, bankSecrets, createHttpBank, walletCrontab, walletJobs, walletRoutes } from './wallet/index.ts'

/** A server that answers. `url` has no slash at the end. */
export type RunningServer = { url: string; close: () => Promise<void> }

/**
 * Wires the modules and serves: all of it on one screen. The database is migrated already; any number of servers may run on it. `close` lets running
 * requests and jobs finish. When something cannot start, what has started is closed again.
 */
export const startServer = async (options: {
  config: Config
  databaseUrl: string
  bankUrl: string
  log: Log
}): Promise<RunningServer> => {
  const { config, databaseUrl, log } = options
  await using parts = new AsyncDisposableStack()
  const { db, pool, close: closeDatabase } = openDatabase({ url: databaseUrl, size: config.TOPAY_DATABASE_POOL, log })
  parts.defer(closeDatabase)
  let ownUrl: string | undefined
  const bank = createHttpBank({
    url: options.bankUrl,
    timeoutMs: config.TOPAY_BANK_TIMEOUT_MS,
    log,
    ...bankSecrets(config),
    notifyUrl: () => bankNotifyUrl(config, ownUrl),
  })
  const transport = openTransport(config)
  parts.defer(transport.close)

  const publicUrl = (): string => config.TOPAY_PUBLIC_URL ?? ownUrl ?? ''
  const identityDeps = { db, config, publicUrl, onFrozen }
  const walletDeps = { db, bank, bankTimeoutMs: config.TOPAY_BANK_TIMEOUT_MS, log, config, publicUrl }
  const paymentDeps = { ...walletDeps, onSettled: onPaymentSettled }
  const casesDeps = {
    db,
    kinds: {
      payment: paymentKind,
      reconciliation: reconciliationKind,
      verification: verificationKind,
      recovery: recoveryKind,
    },
    dataDir: config.TOPAY_DATA_DIR,
  }
  const ownAccountDeps = { ...identityDeps, kinds: casesDeps.kinds, dataDir: config.TOPAY_DATA_DIR }
  const verificationDeps = { db, config, dataDir: config.TOPAY_DATA_DIR, publicUrl }
  const approvalKinds: ApprovalKinds = {
    recovery: recoveryApproval(verificationDeps),
    unfreeze: unfreezeApproval(identityDeps),
  }
  const authenticators: Authenticators = {
    customer: customerAuthenticator(db),
    applicant: applicantAuthenticator(db),
    staff: staffAuthenticator(db),
    merchant: merchantAuthenticator(db),
  }

  const app = await createHttpServer({
    config,
    log,
    authenticators,
    routes: [
      ...notificationRoutes({ db }),
      ...identityRoutes(identityDeps),
      ...staffRoutes({ db, config, publicUrl, approvalKinds }),
      ...riskRoutes({ db }),
      ...walletRoutes(walletDeps),
      ...paymentRoutes(paymentDeps),
      ...casesRoutes(casesDeps),
      ...reconciliationRoutes({ db }),
      ...verificationRoutes(verificationDeps),
      ...ownAccountRoutes(ownAccountDeps),
    ],
    ready: async () => {
      await pool.query('select 1')
    },
  })
  parts.defer(() => app.close())
  const stream = await createStreamServer({
    server: app.server,
    db,
    databaseUrl,
    authenticators,
    typing: chatTyping(db),
    publicUrl: config.TOPAY_PUBLIC_URL,
    log,
  })
  parts.defer(stream.close)
  registerMetrics(app, { sockets: stream.connections })
  await registerWebApps(app)

  const url = await app.listen({ port: config.PORT, host: config.HOST })
  ownUrl = url
  const jobs = await startJobs({
    pool,
    log,
    crontab: [
      maintenanceCrontab,
      ledgerCrontab,
      identityCrontab,
      staffCrontab,
      walletCrontab,
      paymentsCrontab,
      reconciliationCrontab,
      verificationCrontab,
      ownAccountCrontab,
    ].join('\n'),
    jobs: {
      ...maintenanceJobs(db),
      ...ledgerJobs(db, log),
      ...notificationJobs({ db, transport, log, secret: config.TOPAY_SECRET }),
      ...identityJobs(identityDeps),
      ...staffJobs({ db, approvalKinds }),
      ...walletJobs(walletDeps),
      ...paymentJobs(paymentDeps),
      ...reconciliationJobs(paymentDeps),
      ...verificationJobs(verificationDeps),
      ...ownAccountJobs(ownAccountDeps),
      ...casesJobs({ db, publicUrl: config.TOPAY_PUBLIC_URL ?? url }),
    },
    slow: slowPaymentJobs(paymentDeps),
  })
  parts.defer(() => jobs.stop())
  const running = parts.move()
  return { url, close: () => running.disposeAsync() }
}
