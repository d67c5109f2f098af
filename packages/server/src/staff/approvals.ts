import {
  allows,
  type Approval,
  id as idOf,
  type LocalizedText,
  type Output,
  type Permission,
  type Role,
  timestamp as timestampText,
} from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { findCustomerByAddress } from '../identity/index.ts'
import {
  type Address,
  AppError,
  type Db,
  decodeCursor,
  type Doer,
  encodeCursor,
  found,
  fromNow,
  inTx,
  invariant,
  newId,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import {
  type ApprovalKind,
  type ApprovalStatus,
  endApproval,
  insertApproval,
  lockApproval,
  lockPendingApproval,
  selectApprovals,
  selectMemberStanding,
  selectOverdueApprovals,
} from './approval-queries.ts'
import { approvalPolicy } from './policy.ts'
import { selectStaff } from './queries.ts'

/** A request for a second person. `payload` is exactly what is carried out: whoever decides agrees to that and nothing else. */
export type ApprovalRequest = {
  id: string
  kind: ApprovalKind
  subject_id: string
  customer_id: string | null
  summary: LocalizedText
  reason: string
  payload: unknown
  status: ApprovalStatus
  requested_by: string
  requested_at: string
  decided_by: string | null
  decided_at: string | null
  note: string | null
  expires_at: string
}

/**
 * What can be asked for, given at wiring by the modules that carry it out. `permission`: what the second person needs. `execute` carries an approved request
 * out in the transaction of the decision, and throws APPROVAL_STALE when things are not as they were when it was asked; `refused` runs when it was refused
 * or nobody answered in time (`status` tells which). Both record and publish in the usual order; the decision itself is recorded after them.
 */
export type ApprovalKinds = Partial<
  Record<
    ApprovalKind,
    {
      permission: Permission
      execute: (tx: Tx, approval: ApprovalRequest) => Promise<void>
      refused?: (tx: Tx, approval: ApprovalRequest) => Promise<void>
    }
  >
>

type Row = Awaited<ReturnType<typeof insertApproval>>

const toRequest = ({ summary_zh, summary_en, ...row }: Row): ApprovalRequest => ({
  ...row,
  summary: { zh: summary_zh, en: summary_en },
})

/**
 * Throws APPROVAL_LINKED when an account may be the staff member's own: their work address is one of its addresses, or of `addresses` (such as where
 * somebody who asks for an account back is reached). NOT_FOUND when there is no such colleague.
 */
export const requireUnlinked = async (
  tx: Tx,
  staffId: string,
  customerId: string | null,
  addresses: readonly Address[] = [],
): Promise<void> => {
  const { email } = found(await selectMemberStanding(tx, staffId))
  const own: Address = { kind: 'email', value: email }
  const customer = customerId === null ? undefined : await findCustomerByAddress(tx, own)
  if (
    (customer !== undefined && customer === customerId) ||
    addresses.some(({ kind, value }) => kind === own.kind && value === own.value)
  )
    throw new AppError('APPROVAL_LINKED')
}

/** Ends a request as nobody answered it, and lets its kind know. */
const expire = async (tx: Tx, kinds: ApprovalKinds | null, id: string, doer: Doer): Promise<void> => {
  const ended = toRequest(await endApproval(tx, id, { status: 'expired', decided_by: null, note: null }))
  await kinds?.[ended.kind]?.refused?.(tx, ended)
  const { kind, subject_id } = ended
  await recordAudit(tx, { doer, action: 'approval.expired', subject: id, detail: { kind, subject_id } })
}

/**
 * Asks for a second person. `payload` must be all that `execute` needs. One request about a subject waits at a time. It writes to the audit record, so call it
 * late in the transaction. Throws APPROVAL_ASKED (one waits already), APPROVAL_LINKED.
 */
export const requestApproval = async (
  tx: Tx,
  request: {
    kind: ApprovalKind
    subject_id: string
    customer_id: string | null
    summary: LocalizedText
    reason: string
    payload: unknown
    by: Doer & { kind: 'staff' }
    /** Default: policy `staff.approvals`. */
    expires_in_ms?: number
  },
): Promise<ApprovalRequest> => {
  const { kind, subject_id, customer_id, summary, reason, payload, by } = request
  await requireUnlinked(tx, by.id, customer_id)
  const waiting = await lockPendingApproval(tx, kind, subject_id)
  if (waiting && waiting.expires_at > timestamp()) throw new AppError('APPROVAL_ASKED')
  // What nobody answered makes room; its kind is not told, since whoever asks again has dealt with it.
  if (waiting) await expire(tx, null, waiting.id, { kind: 'system', id: 'staff' })
  const row = await insertApproval(tx, {
    id: newId('approval'),
    kind,
    subject_id,
    customer_id,
    summary_zh: summary.zh,
    summary_en: summary.en,
    reason,
    payload: JSON.stringify(payload),
    requested_by: by.id,
    requested_at: timestamp(),
    expires_at: fromNow(request.expires_in_ms ?? (await approvalPolicy.read(tx)).expires_ms),
  })
  await recordAudit(tx, {
    doer: by,
    action: 'approval.requested',
    subject: row.id,
    detail: { kind, subject_id, reason },
  })
  return toRequest(row)
}

/** Requests as colleagues see them, with who asked and who decided by name. */
const toApprovals = async (tx: Tx | Db, rows: readonly Row[], viewer: string): Promise<Approval[]> => {
  const ids = rows.flatMap((row) => [row.requested_by, ...(row.decided_by === null ? [] : [row.decided_by])])
  const members = new Map((await selectStaff(tx, [...new Set(ids)])).map((member) => [member.id, member]))
  const person = (id: string) => {
    const { name, badge } = found(members.get(id))
    return { id, name, badge }
  }
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subject_id: row.subject_id,
    summary: { zh: row.summary_zh, en: row.summary_en },
    reason: row.reason,
    status: row.status,
    requested_by: person(row.requested_by),
    requested_at: row.requested_at,
    decided_by: row.decided_by === null ? null : person(row.decided_by),
    decided_at: row.decided_at,
    note: row.note,
    expires_at: row.expires_at,
    yours: row.requested_by === viewer,
  }))
}

const positionAfter = (cursor: string | undefined): { at: string; id: string } | null => {
  const parts = decodeCursor(cursor, 2)
  if (parts === null) return null
  const [at, id] = [timestampText.safeParse(parts[0]), idOf('approval').safeParse(parts[1])]
  if (at.success && id.success) return { at: at.data, id: id.data }
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}

/** A page of the requests of one status, as `viewer` sees them: waiting ones with the most urgent first, the others newest first. */
export const listApprovals = async (
  db: Db,
  wanted: { status: ApprovalStatus; cursor?: string | undefined; limit: number; viewer: string },
): Promise<Output<'listApprovals'>> => {
  const { status, limit, viewer } = wanted
  const rows = await selectApprovals(db, { status, after: positionAfter(wanted.cursor), limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const at = status === 'pending' ? last?.expires_at : last?.requested_at
  const next_cursor = rows.length > limit && last && at ? encodeCursor([at, last.id]) : null
  return { items: await toApprovals(db, page, viewer), next_cursor }
}

/**
 * Decides as the second person; yes is carried out in the same transaction. All of it is looked at anew here: that it still waits, who decides, what they may
 * do, whose account it is. Throws NOT_FOUND, APPROVAL_ENDED, APPROVAL_OWN, PERMISSION_MISSING, APPROVAL_LINKED, APPROVAL_STALE.
 */
export const decideApproval = (
  db: Db,
  kinds: ApprovalKinds,
  given: {
    approval_id: string
    decision: 'approve' | 'refuse'
    note: string
    by: Doer & { kind: 'staff'; roles: readonly Role[] }
  },
): Promise<Approval> =>
  inTx(db, async (tx) => {
    const { approval_id, decision, note } = given
    const { roles, ...doer } = given.by
    const asked = found(await lockApproval(tx, approval_id))
    const kind = kinds[asked.kind]
    invariant(kind, `nobody carries out approvals of the kind ${asked.kind}`)
    if (!allows(roles, kind.permission)) throw new AppError('PERMISSION_MISSING')
    if (asked.status !== 'pending' || asked.expires_at <= timestamp()) throw new AppError('APPROVAL_ENDED')
    if (asked.requested_by === doer.id) throw new AppError('APPROVAL_OWN')
    await requireUnlinked(tx, doer.id, asked.customer_id)
    // A request of somebody who has left since is nobody's word any more.
    const requester = await selectMemberStanding(tx, asked.requested_by)
    if (decision === 'approve' && !requester?.active) throw new AppError('APPROVAL_STALE')

    const status = decision === 'approve' ? 'approved' : 'refused'
    const row = await endApproval(tx, approval_id, { status, decided_by: doer.id, note: note === '' ? null : note })
    if (decision === 'approve') await kind.execute(tx, toRequest(row))
    else await kind.refused?.(tx, toRequest(row))
    const { subject_id, requested_by } = row
    const detail = { kind: row.kind, subject_id, requested_by, note }
    await recordAudit(tx, { doer, action: `approval.${status}`, subject: approval_id, detail })
    const [approval] = await toApprovals(tx, [row], doer.id)
    return found(approval)
  })

/** Ends the requests that nobody answered in time, and lets their kinds know; each in a transaction of its own. Answers how many. */
export const expireApprovals = async (db: Db, kinds: ApprovalKinds): Promise<number> => {
  const ids = await selectOverdueApprovals(db, 200)
  let ended = 0
  for (const id of ids) {
    await inTx(db, async (tx) => {
      const waiting = await lockApproval(tx, id)
      if (waiting?.status !== 'pending' || waiting.expires_at > timestamp()) return
      await expire(tx, kinds, id, { kind: 'system', id: 'staff' })
      ended += 1
    })
  }
  return ended
}
