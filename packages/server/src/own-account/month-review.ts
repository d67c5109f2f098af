import type { Output, Transaction } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { type CaseKinds, openCase } from '../cases/index.ts'
import { customerLocale, lockCustomer, type OwnRequest, recordSecurityEvent } from '../identity/index.ts'
import { AppError, type Db, inTx, now, timestamp } from '../platform/index.ts'
import { chinaMonthBounds, listTransactions } from '../wallet/index.ts'
import { putReview, selectReview } from './queries.ts'

type Review = Output<'getMonthReview'>

/** As many as a person looks through; whoever has more finds the rest in the bills. */
const MOST = 500

const chinaMonth = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' })

/** The China month before a moment: 2026-10. */
const monthBefore = (at: Date): string => {
  const start = Date.parse(chinaMonthBounds(chinaMonth.format(at)).from)
  return chinaMonth.format(new Date(start - 1))
}

/** Money that went out in a month: what somebody else could have caused. */
const outgoing = async (db: Db, customerId: string, month: string, limit = MOST): Promise<Transaction[]> =>
  (await listTransactions(db, customerId, { month, direction: 'out', limit })).items.filter(
    ({ status }) => status !== 'failed',
  )

/** The past month when it waits to be looked through; null when it was, or nothing went out in it. */
export const monthToReview = async (db: Db, customerId: string): Promise<string | null> => {
  const month = monthBefore(now())
  if (await selectReview(db, customerId, month)) return null
  return (await outgoing(db, customerId, month, 1)).length > 0 ? month : null
}

/** Payments and transfers of a month with what the customer said of them. Throws INPUT_INVALID for a month that has not begun. */
export const getMonthReview = async (db: Db, customerId: string, month: string): Promise<Review> => {
  if (month > chinaMonth.format(now()))
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'month', message: 'has not begun' }] })
  const [review, items, locale] = await Promise.all([
    selectReview(db, customerId, month),
    outgoing(db, customerId, month),
    customerLocale(db, customerId),
  ])
  const answerOf = (id: string) => (!review ? null : review.unknown.includes(id) ? 'unknown' : 'mine')
  return {
    month,
    reviewed_at: review?.reviewed_at ?? null,
    items: items.map(({ id, counterparty, amount, created_at }) => ({
      transaction_id: id,
      title: locale === 'en' ? counterparty.en : counterparty.zh,
      amount,
      at: created_at,
      answer: answerOf(id),
    })),
  }
}

const words = (locale: 'zh-CN' | 'en', { counterparty, amount, created_at, id }: Transaction): string => {
  const value = (amount.amount / 100).toFixed(2)
  return locale === 'en'
    ? `I don't know this: ${counterparty.en}, CNY ${value}, ${created_at.slice(0, 10)} (${id})`
    : `这笔不是我的：${counterparty.zh}，¥${value}，${created_at.slice(0, 10)}（${id}）`
}

/**
 * "All mine", or which are not: each of those opens a case with the payment in it, once. Answering again adds to what was said before.
 * Throws INPUT_INVALID for a transaction that is not of this customer and month.
 */
export const answerMonthReview = async (
  db: Db,
  kinds: CaseKinds,
  own: OwnRequest,
  answer: { month: string; unknown: readonly string[] },
): Promise<Output<'answerMonthReview'>> => {
  const { customer_id } = own
  const { month } = answer
  const listed = new Map((await outgoing(db, customer_id, month)).map((each) => [each.id, each]))
  const doubted = [...new Set(answer.unknown)].map((id) => {
    const transaction = listed.get(id)
    if (!transaction)
      throw new AppError('INPUT_INVALID', { fields: [{ path: 'unknown', message: 'not a payment of this month' }] })
    return transaction
  })
  const locale = await customerLocale(db, customer_id)
  const case_ids: string[] = []
  // Each with its case: a crash in between leaves the rest to be said again, and none is opened twice.
  for (const transaction of doubted) {
    const opened = await inTx(db, async (tx) => {
      await lockCustomer(tx, customer_id)
      if ((await selectReview(tx, customer_id, month))?.unknown.includes(transaction.id)) return null
      await putReview(tx, { customer_id, month, reviewed_at: timestamp(), unknown: [transaction.id] })
      const { payment_id } = transaction
      return openCase(tx, kinds, {
        customer_id,
        topic: 'security',
        ...(payment_id !== null && { matter: { kind: 'payment' as const, reference: payment_id } }),
        text: words(locale, transaction),
      })
    })
    if (opened !== null) case_ids.push(opened)
  }
  const reviewed_at = timestamp()
  await inTx(db, async (tx) => {
    await lockCustomer(tx, customer_id)
    await putReview(tx, { customer_id, month, reviewed_at, unknown: [] })
    await recordSecurityEvent(tx, { customer_id, kind: 'month_reviewed', session: own.origin, detail: month })
    const doer = { kind: 'customer', id: customer_id, request_id: own.request_id } as const
    const detail = { month, unknown: doubted.length }
    await recordAudit(tx, { doer, action: 'customer.month_reviewed', subject: customer_id, detail })
  })
  return { reviewed_at, case_ids }
}
