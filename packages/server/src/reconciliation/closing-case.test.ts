import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { listAudit } from '../audit/index.ts'
import { assignCase, type CaseKinds, closeCase, getCase, getCasePanel, type StaffDoer } from '../cases/index.ts'
import { found, inTx } from '../platform/index.ts'
import { fileDifference } from './file-difference.ts'
import { reconciliationKind } from './kind.ts'
import { differencesOf } from './queries.ts'
import { resolveDifference } from './resolve-difference.ts'

let desk: SupportDesk
let kinds: CaseKinds
before(async () => {
  desk = await openSupportDesk()
  kinds = { ...desk.kinds, reconciliation: reconciliationKind }
})
after(() => desk.close())

const DATE = '2026-11-20'
const differenceOf = async (reference: string) =>
  found((await differencesOf(desk.db, DATE)).find((row) => row.reference === reference))
const file = async (reference: string) => {
  const detail = { zh: '银行多一笔', en: 'One more at the bank' }
  await inTx(desk.db, (tx) =>
    fileDifference(tx, { date: DATE, kind: 'bank_only', operation: 'debit', reference, bank_amount: 8_600, detail }),
  )
  const { id, case_id } = await differenceOf(reference)
  return { id, case_id: case_id ?? assert.fail('no case') }
}
const take = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => assignCase(tx, { case_id, staff, assignee_id: staff.id }))
const close = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => closeCase(tx, kinds, { case_id, staff, reason: 'duplicate' }))

test('closing the case of a difference clears the difference up, naming case and reason, on both records', async () => {
  const { id, case_id } = await file('closed-at-the-desk')
  const staff = await desk.staff(['payments_agent'])
  await take(case_id, staff)
  await close(case_id, staff)
  const { number, status } = await getCase(desk.db, kinds, case_id)
  assert.equal(status, 'closed')
  const difference = await differenceOf('closed-at-the-desk')
  assert.partialDeepStrictEqual(difference, { status: 'resolved', resolved_by: staff.id })
  assert.equal(difference.resolution, `案件 ${number} 已关闭：重复。 Case ${number} was closed: duplicate.`)
  assert.equal((await getCasePanel(desk.db, kinds, { case_id, staff })).difference?.status, 'resolved')
  const recorded = async (subject: string) =>
    (await listAudit(desk.db, subject)).map(({ action, actor_id }) => [action, actor_id])
  assert.deepEqual(await recorded(id), [['difference.resolved', staff.id]])
  assert.deepEqual((await recorded(case_id)).at(-1), ['case.closed', staff.id])
})

test('whoever may not clear differences up cannot do it by closing the case: both stay open', async () => {
  const { case_id } = await file('not-for-every-agent')
  const agent = await desk.staff(['agent'])
  await take(case_id, agent)
  await assert.rejects(close(case_id, agent), refusedWith('PERMISSION_MISSING'))
  assert.equal((await getCase(desk.db, kinds, case_id)).status, 'open')
  assert.equal((await differenceOf('not-for-every-agent')).status, 'open')
})

test('a close that is refused leaves the difference open, and two colleagues at once clear it up once', async () => {
  const { id, case_id } = await file('two-at-once')
  const [staff, other] = [await desk.staff(['payments_agent']), await desk.staff(['payments_agent'])]
  await assert.rejects(close(case_id, other), refusedWith('CASE_NOT_YOURS'))
  assert.equal((await differenceOf('two-at-once')).status, 'open')
  await take(case_id, staff)
  const doer = { kind: 'staff' as const, id: other.id }
  const ends = await Promise.allSettled([
    close(case_id, staff),
    inTx(desk.db, (tx) => resolveDifference(tx, { difference_id: id, doer, resolution: '银行已退回' })),
  ])
  assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const end of ends) if (end.status === 'rejected') assert.ok(refusedWith('TRANSITION_ILLEGAL')(end.reason))
  assert.equal((await getCase(desk.db, kinds, case_id)).status, 'closed')
  assert.equal((await listAudit(desk.db, id)).length, 1)
})
