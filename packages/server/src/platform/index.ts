export { AppError, found, invariant } from './app-error.ts'
export { DAY, fromNow, HOUR, MINUTE, moveClock, now, SECOND, timestamp } from './clock.ts'
export { type Config, describeConfig, loadConfig } from './config.ts'
export { cutPage, decodeCursor, encodeCursor, type Position, positionAfter } from './cursor.ts'
export {
  asQueryable,
  type Db,
  inTx,
  isTransient,
  isUnavailable,
  isUniqueViolation,
  openDatabase,
  type Tx,
} from './database/database.ts'
export { migrate } from './database/migrate.ts'
export { publish, type Stream } from './events.ts'
export { getFile, openFile, ownFiles, type StoredFile, storeFile } from './files/store-file.ts'
export {
  type Actor,
  type ApplicantActor,
  type Authenticators,
  type CookieName,
  type CustomerActor,
  type Doer,
  type MerchantActor,
  type StaffActor,
  tokenPrefixes,
} from './http/actor.ts'
export { type BoundRoute, type Context, type FileAnswer, on } from './http/handler.ts'
export { hashRequest, once, onceStarted, type RequestKey } from './http/idempotency.ts'
export { createHttpServer } from './http/server.ts'
export { newId, newToken, sha256 } from './ids.ts'
export { enqueue, type JobHandler, type Jobs, plannedAt, startJobs } from './jobs.ts'
export { keepSeal, ledgerCrontab, ledgerJobs, readKeptSeal } from './ledger-jobs.ts'
export { createLog, type Log, redactCardNumbers } from './log.ts'
export { seal, unseal } from './seal.ts'
export { currentKey, decryptWithAny, encrypt, type KeyPurpose, keysOf, openField, sealField } from './vault/vault.ts'
export { rewrapDataKeys, rotateDataKeys, type SecretChange } from './vault/rotate-keys.ts'
export type { SealedColumn } from './vault/sealed-places.ts'
export { recheckSockets } from './realtime/recheck-sockets.ts'
export {
  listSealedFiles,
  readSealedFile,
  removeSealedFiles,
  type SealedFolder,
  writeSealedFile,
} from './vault/sealed-files.ts'
export { createStreamServer, type TypingHook } from './realtime/stream-server.ts'
export { registerMetrics } from './metrics.ts'
export { registerWebApps } from './http/web-apps.ts'
export { maintenanceCrontab, maintenanceJobs } from './maintenance.ts'
export { maintenanceUntil, setMaintenanceUntil } from './maintenance-window.ts'
export { definePolicy, type Policy, readPolicies, writePolicy } from './policies.ts'
export { type Address, normaliseAddress } from './transport/address.ts'
export { openTransport, type Outgoing, type Transport, Undeliverable } from './transport/transport.ts'
