import type { Locale, Output, Verification } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { listMyCases } from '../cases/index.ts'
import {
  accountFactor,
  checkOwnPassword,
  closeCustomer,
  type FactorAnswer,
  getCustomer,
  lockForClosing,
  type OwnRequest,
  requireFactor,
  tellOfChange,
} from '../identity/index.ts'
import {
  AppError,
  type Db,
  fromNow,
  inTx,
  removeSealedFiles,
  sealField,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { forgetPictures } from '../verification/index.ts'
import { getBalance, listTransactions, unlinkCards } from '../wallet/index.ts'
import { exportsFolder } from './data-export.ts'
import type { OwnAccountDeps } from './deps.ts'
import { ownDataPolicy } from './policy.ts'
import { endExportsOf, insertClosed } from './queries.ts'

type Closure = Output<'getClosure'>
type Obstacle = Closure['obstacles'][number]

/** What stands against closing an account now. */
const obstaclesOf = async (tx: Tx | Db, customerId: string): Promise<Obstacle[]> => {
  const { available, held } = await getBalance(tx, customerId)
  const open = await Promise.all(
    (['pending', 'unknown'] as const).map((status) => listTransactions(tx, customerId, { status, limit: 50 })),
  )
  const moving = open.flatMap(({ items }) => items)
  const { items: cases } = await listMyCases(tx, customerId, { limit: 50 })
  const { frozen_at } = await getCustomer(tx, customerId)
  const found: [Obstacle, boolean][] = [
    ['balance', available > 0],
    ['held_money', held > 0],
    ['open_payment', moving.some(({ kind }) => kind !== 'withdrawal')],
    ['open_withdrawal', moving.some(({ kind }) => kind === 'withdrawal')],
    ['open_case', cases.some(({ status }) => status !== 'closed')],
    ['frozen', frozen_at !== null],
  ]
  return found.filter(([, stands]) => stands).map(([obstacle]) => obstacle)
}

/** What stands against closing the account, and what is kept afterwards, why and until when. */
export const getClosure = async (db: Db, customerId: string, locale: Locale): Promise<Closure> => {
  const { keep_books_ms, keep_identity_ms, keep_cases_ms } = await ownDataPolicy.read(db)
  const kept =
    locale === 'en'
      ? [
          ['The books of your payments', 'Payment firms must keep them', keep_books_ms] as const,
          ['Your name and addresses, sealed and apart', 'Authorities may ask for them', keep_identity_ms] as const,
          ['Conversations with support', 'To answer claims that come late', keep_cases_ms] as const,
        ]
      : [
          ['交易账目', '支付机构依法必须保存', keep_books_ms] as const,
          ['姓名和联系方式，加密单独存放', '有权机关依法可能查询', keep_identity_ms] as const,
          ['与客服的对话', '用于处理较晚提出的争议', keep_cases_ms] as const,
        ]
  return {
    obstacles: await obstaclesOf(db, customerId),
    kept: kept.map(([what, why, ms]) => ({ what, why, until: fromNow(ms) })),
  }
}

/**
 * Closes an account for good, in one transaction: addresses are told a last time, cards are unlinked, name and credentials are gone, and what must be kept lies
 * apart, sealed. Throws CREDENTIALS_WRONG, SIGN_IN_PAUSED, FACTOR_NEEDED, CODE_WRONG, CLOSURE_BLOCKED.
 */
export const closeMyAccount = async (
  deps: OwnAccountDeps,
  own: OwnRequest,
  given: { password: string; verification?: Verification | undefined; reason: string },
): Promise<void> => {
  const { db, config, dataDir } = deps
  const { customer_id } = own
  const { password, verification, reason } = given
  await checkOwnPassword(db, { customer_id, session_id: own.origin.session_id, password })
  const closed = await inTx(
    db,
    async (tx): Promise<{ factor: FactorAnswer; blocked: Obstacle[]; exports: string[] }> => {
      await lockForClosing(tx, customer_id)
      const blocked = await obstaclesOf(tx, customer_id)
      if (blocked.length > 0) return { factor: 'ok', blocked, exports: [] }
      const factor = await accountFactor(tx, config, { customer_id, operation: 'close_account', verification })
      if (factor !== 'ok') return { factor, blocked: [], exports: [] }
      // While the addresses are still there.
      await tellOfChange(tx, deps, own, { kind: 'account_closed', action: 'customer.closed' })
      await unlinkCards(tx, customer_id)
      const exports = await endExportsOf(tx, customer_id)
      const identity = await closeCustomer(tx, customer_id)
      const { keep_identity_ms } = await ownDataPolicy.read(tx)
      const place = { column: 'closed_account.identity', row: customer_id } as const
      await insertClosed(tx, {
        customer_id,
        closed_at: timestamp(),
        reason,
        identity: await sealField(tx, config.TOPAY_SECRET, place, JSON.stringify(identity)),
        keep_until: fromNow(keep_identity_ms),
      })
      const doer = { kind: 'customer', id: customer_id, request_id: own.request_id } as const
      await recordAudit(tx, { doer, action: 'customer.identity_sealed', subject: customer_id })
      await forgetPictures(tx, customer_id, doer)
      return { factor, blocked: [], exports }
    },
  )
  if (closed.blocked.length > 0)
    throw new AppError('CLOSURE_BLOCKED', {
      fields: closed.blocked.map((path) => ({ path, message: 'stands against it' })),
    })
  requireFactor(closed.factor)
  await removeSealedFiles(exportsFolder(dataDir), closed.exports)
}
