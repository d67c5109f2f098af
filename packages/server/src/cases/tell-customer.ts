import { enqueue, fromNow, MINUTE, type Tx } from '../platform/index.ts'
import { notify } from '../notifications/index.ts'
import { reachCustomer } from '../identity/index.ts'
import { type CaseRow, lastWords, lockCase, updateCase } from './queries.ts'

/** Name of the job. */
export const TELL_CUSTOMER = 'cases:tell_customer'

/** How long a customer who is away may leave news unread before they are told by e-mail or SMS. */
const TELL_AFTER = 2 * MINUTE

/** Looks in a while whether the news were read. Several in a row are one job, counted from the last. Of an internal case nobody is told. */
export const tellLater = async (tx: Tx, { id, internal }: CaseRow): Promise<void> => {
  if (internal) return
  await enqueue(tx, TELL_CUSTOMER, { case_id: id }, { runAt: fromNow(TELL_AFTER), key: `${TELL_CUSTOMER} ${id}` })
}

/**
 * What a customer who is away does not know yet, or null. Who wrote after it was there to see it. An answer is told once, not again before they have been
 * there; a closing is told as well.
 */
const untold = (row: CaseRow, words: Awaited<ReturnType<typeof lastWords>>) => {
  const { closed, answered, customer } = words
  const seen = Math.max(row.customer_read_seq, customer ?? 0)
  if (row.status === 'closed' && closed !== null && closed > Math.max(seen, row.told_seq))
    return { template: 'case_closed' as const, seq: closed }
  if (answered !== null && answered > seen && row.told_seq <= seen)
    return { template: 'case_reply' as const, seq: answered }
  return null
}

/**
 * Tells a customer outside the app that support has answered or has closed the case, unless they have read it. The message names the case and says nothing
 * of its content.
 */
export const tellCustomer = async (tx: Tx, caseId: string, publicUrl: string): Promise<void> => {
  const row = await lockCase(tx, caseId)
  const news = row && untold(row, await lastWords(tx, caseId))
  if (!row || !news || row.internal || row.customer_id === null) return
  await notify(tx, {
    ...(await reachCustomer(tx, row.customer_id)),
    template: news.template,
    params: { number: row.number, url: new URL(`/cases/${row.id}`, publicUrl).href },
  })
  await updateCase(tx, caseId, { told_seq: news.seq })
}
