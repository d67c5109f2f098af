import type { Difference } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { closeInternalCase } from '../cases/index.ts'
import { AppError, type Db, type Doer, found, inTx, timestamp, type Tx } from '../platform/index.ts'
import { type DifferenceRow, differencesOf, lockDifference, resolveRow } from './queries.ts'
import { toDifference } from './wire.ts'
import { words } from './words.ts'

/** Notes that a locked difference is cleared up; answers what changed and what to record of it. */
export const markResolved = async (
  tx: Tx,
  { id, date, kind, reference }: DifferenceRow,
  { doer, resolution }: { doer: Pick<Doer, 'id'>; resolution: string },
) => {
  const change = { resolution, resolved_by: doer.id, resolved_at: timestamp() }
  await resolveRow(tx, id, change)
  return {
    change,
    record: { action: 'difference.resolved', subject: id, detail: { date, kind, reference, resolution } },
  }
}

/**
 * Closes a difference, saying how it was cleared up, and its case with it. Throws NOT_FOUND, TRANSITION_ILLEGAL when it is closed already.
 */
export const resolveDifference = async (
  tx: Tx,
  wanted: { difference_id: string; doer: Doer; resolution: string },
): Promise<Difference> => {
  const { doer, resolution } = wanted
  const row = found(await lockDifference(tx, wanted.difference_id))
  if (row.status === 'resolved') throw new AppError('TRANSITION_ILLEGAL')
  const { change, record } = await markResolved(tx, row, { doer, resolution })
  if (row.case_id === null) await recordAudit(tx, { doer, ...record })
  else await closeInternalCase(tx, { case_id: row.case_id, doer, text: resolution, record })
  return toDifference({ ...row, ...change, status: 'resolved' })
}

/** A file that could not be read and now can is cleared up by itself. */
export const closeUnreadable = async (db: Db, date: string): Promise<void> => {
  const open = (await differencesOf(db, date)).filter(({ kind, status }) => kind === 'unreadable' && status === 'open')
  for (const { id } of open) {
    await inTx(db, (tx) =>
      resolveDifference(tx, {
        difference_id: id,
        doer: { kind: 'system', id: 'reconciliation' },
        resolution: `${words.readable.zh} ${words.readable.en}`,
      }),
    )
  }
}
