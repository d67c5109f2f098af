import { AppError, type Tx } from '../platform/index.ts'
import { caseChanged } from './case-events.ts'
import { storable } from './text.ts'
import { openThread, postEvent, publishThread } from './thread.ts'

/** The customer's rating of a closed case (1 to 5), once. Throws NOT_FOUND, CASE_NOT_CLOSED, CASE_ALREADY_RATED. */
export const rateCase = async (
  tx: Tx,
  rating: { case_id: string; customer_id: string; score: number; comment: string },
): Promise<void> => {
  const { score } = rating
  const thread = await openThread(tx, rating.case_id, rating.customer_id)
  if (thread.row.rating_score !== null) throw new AppError('CASE_ALREADY_RATED')
  if (thread.row.status !== 'closed') throw new AppError('CASE_NOT_CLOSED')
  await postEvent(
    tx,
    thread,
    { type: 'rated', score },
    { rating_score: score, rating_comment: storable(rating.comment) },
  )
  thread.events.push(...caseChanged(thread.row))
  await publishThread(tx, thread)
}
