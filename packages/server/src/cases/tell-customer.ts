import { enqueue, fromNow, MINUTE, type Tx } from '../platform/index.ts'
import { notify } from '../notifications/index.ts'
import { reachCustomer } from '../identity/index.ts'
import { lastAnswer, lockCase, updateCase } from './queries.ts'

/** Name of the job. */
export const TELL_CUSTOMER = 'cases:tell_customer'

/** How long a customer who is away may leave an answer unread before they are told by e-mail or SMS. */
const TELL_AFTER = 2 * MINUTE

/** Looks in a while whether the answer was read. Several answers in a row are one job, counted from the last. */
export const tellLater = (tx: Tx, caseId: string): Promise<void> =>
  enqueue(tx, TELL_CUSTOMER, { case_id: caseId }, { runAt: fromNow(TELL_AFTER), key: `${TELL_CUSTOMER} ${caseId}` })

/**
 * Tells a customer outside the app that support has answered, unless they have read it. Told once: not again before they have read what they were told of.
 * The message names the case and says nothing of its content.
 */
export const tellCustomer = async (tx: Tx, caseId: string, publicUrl: string): Promise<void> => {
  const row = await lockCase(tx, caseId)
  const seq = row && (await lastAnswer(tx, caseId))
  if (!row || seq === undefined) return
  if (row.customer_read_seq >= seq || row.told_seq > row.customer_read_seq) return
  await notify(tx, {
    ...(await reachCustomer(tx, row.customer_id)),
    template: 'case_reply',
    params: { number: row.number, url: new URL(`/cases/${row.id}`, publicUrl).href },
  })
  await updateCase(tx, caseId, { told_seq: seq })
}
