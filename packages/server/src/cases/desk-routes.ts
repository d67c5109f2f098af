import { api } from '@topay/contract'
import { type BoundRoute, inTx, on, type StaffActor } from '../platform/index.ts'
import { assignCase } from './assign-case.ts'
import { openCaseFile } from './case-files.ts'
import { closeCase } from './close-case.ts'
import type { CasesDeps } from './deps.ts'
import { getCasePanel } from './get-case-panel.ts'
import { getCase, listCaseMessages, listCases } from './list-cases.ts'
import { markCaseMessages } from './mark-messages.ts'
import { addNote, replyToCase } from './reply-to-case.ts'
import { setCaseStatus } from './set-case-status.ts'
import type { StaffDoer } from './staff-doer.ts'

const staffOf = (context: { actor: StaffActor; request_id: string }): StaffDoer => ({
  id: context.actor.id,
  roles: context.actor.roles,
  request_id: context.request_id,
})

/** The routes of the desk; what each needs stands on the route in the contract. */
export const deskRoutes = ({ db, kinds, dataDir }: CasesDeps): BoundRoute[] => [
  on(api.listCases, ({ actor, query }) => listCases(db, kinds, actor.id, query)),

  on(api.getCase, ({ params }) => getCase(db, kinds, params.case_id)),

  on(api.getCasePanel, (context) => getCasePanel(db, kinds, { ...context.params, staff: staffOf(context) })),

  on(api.listCaseMessages, async ({ actor, params, query }) => {
    const page = await listCaseMessages(db, params.case_id, query)
    const delivered_seq = page.items.at(-1)?.seq ?? 0
    if (delivered_seq <= page.receipts.staff_delivered_seq) return page
    const receipts = await inTx(db, (tx) => markCaseMessages(tx, { ...params, staff_id: actor.id, delivered_seq }))
    return { ...page, receipts }
  }),

  on(api.assignCase, async (context) => {
    const { params, body } = context
    await inTx(db, (tx) => assignCase(tx, { ...params, ...body, staff: staffOf(context) }))
    return getCase(db, kinds, params.case_id)
  }),

  on(api.replyToCase, (context) =>
    inTx(db, (tx) =>
      replyToCase(tx, {
        ...context.params,
        ...context.body,
        staff: staffOf(context),
        client_id: context.idempotency?.key ?? null,
      }),
    ),
  ),

  on(api.addNote, (context) =>
    inTx(db, (tx) =>
      addNote(tx, {
        ...context.params,
        ...context.body,
        staff: staffOf(context),
        client_id: context.idempotency?.key ?? null,
      }),
    ),
  ),

  on(api.markCaseMessages, ({ actor, params, body }) =>
    inTx(db, (tx) => markCaseMessages(tx, { ...params, ...body, staff_id: actor.id })),
  ),

  on(api.setCaseStatus, async (context) => {
    const { params, body } = context
    await inTx(db, (tx) => setCaseStatus(tx, { ...params, ...body, staff: staffOf(context) }))
    return getCase(db, kinds, params.case_id)
  }),

  on(api.closeCase, async (context) => {
    const { params, body } = context
    await inTx(db, (tx) => closeCase(tx, kinds, { ...params, ...body, staff: staffOf(context) }))
    return getCase(db, kinds, params.case_id)
  }),

  on(api.downloadCaseFile, (context) => openCaseFile({ db, dataDir }, staffOf(context), context.params)),
]
