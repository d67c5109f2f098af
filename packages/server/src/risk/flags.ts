import type { LocalizedText, RiskFlag } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import {
  AppError,
  cutPage,
  type Db,
  type Doer,
  found,
  newId,
  positionAfter,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import { getAgents } from '../staff/index.ts'
import { findFlags, type FlagRow, insertFlag, setFlagLifted, subjectExists } from './queries.ts'

const toWire = async (tx: Tx | Db, rows: FlagRow[]): Promise<RiskFlag[]> => {
  const agents = await getAgents(
    tx,
    rows.map(({ raised_by }) => raised_by),
  )
  return rows.map((row) => ({
    id: row.id,
    subject_id: row.subject_id,
    level: row.level,
    reason: row.reason,
    told_reason: row.told_zh !== null && row.told_en !== null ? { zh: row.told_zh, en: row.told_en } : null,
    raised_by: agents.get(row.raised_by)?.name ?? { zh: '系统', en: 'System' },
    raised_at: row.raised_at,
    lifted_at: row.lifted_at,
  }))
}

/**
 * Warns of a payee, or restricts an account; the next payment feels it. Throws NOT_FOUND for a subject that does not exist, INPUT_INVALID when it makes no
 * sense: only a customer can be restricted, since a merchant pays nothing.
 */
export const raiseRiskFlag = async (
  tx: Tx,
  input: {
    subject_id: string
    level: RiskFlag['level']
    reason: string
    told_reason?: LocalizedText | undefined
    doer: Doer
  },
): Promise<RiskFlag> => {
  const { subject_id, level, reason, told_reason, doer } = input
  if (level === 'restricted' && !subject_id.startsWith('cus_'))
    throw new AppError('INPUT_INVALID', { fields: [{ path: 'level', message: 'only a customer can be restricted' }] })
  if (!(await subjectExists(tx, subject_id))) throw new AppError('NOT_FOUND')
  const row: FlagRow = {
    id: newId('risk_flag'),
    subject_id,
    level,
    reason,
    told_zh: told_reason?.zh ?? null,
    told_en: told_reason?.en ?? null,
    raised_by: doer.id,
    raised_at: timestamp(),
    lifted_by: null,
    lifted_at: null,
  }
  await insertFlag(tx, row)
  await recordAudit(tx, { doer, action: 'risk_flag.raised', subject: subject_id, detail: { flag: row.id, level } })
  const [flag] = await toWire(tx, [row])
  return found(flag)
}

/** Lifts a flag. Throws NOT_FOUND when none stands with this id. */
export const liftRiskFlag = async (tx: Tx, input: { id: string; doer: Doer }): Promise<void> => {
  const { subject_id } = found(await setFlagLifted(tx, input.id, { lifted_by: input.doer.id, lifted_at: timestamp() }))
  await recordAudit(tx, {
    doer: input.doer,
    action: 'risk_flag.lifted',
    subject: subject_id,
    detail: { flag: input.id },
  })
}

/** Flags that stand, the latest first. */
export const listRiskFlags = async (
  tx: Tx | Db,
  query: { cursor?: string | undefined; limit: number; subject_id?: string | undefined },
): Promise<{ items: RiskFlag[]; next_cursor: string | null }> => {
  const { subject_id, limit } = query
  const rows = await findFlags(tx, { subject_id, after: positionAfter('risk_flag', query.cursor), limit: limit + 1 })
  const { page, next_cursor } = cutPage(
    rows.map((row) => ({ ...row, created_at: row.raised_at })),
    limit,
  )
  return { items: await toWire(tx, page), next_cursor }
}
