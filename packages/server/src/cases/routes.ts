import { api } from '@topay/contract'
import { type BoundRoute, inTx, on, once } from '../platform/index.ts'
import { openCustomerFile, uploadFile } from './case-files.ts'
import type { CasesDeps } from './deps.ts'
import { deskRoutes } from './desk-routes.ts'
import { getMyCase, listMessages, listMyCases } from './list-cases.ts'
import { markMessages } from './mark-messages.ts'
import { openCase } from './open-case.ts'
import { rateCase } from './rate-case.ts'
import { sendMessage } from './send-message.ts'

const customerRoutes = ({ db, kinds, dataDir }: CasesDeps): BoundRoute[] => [
  on(api.openCase, ({ actor, body, idempotency }) =>
    once(db, idempotency, async (tx) => {
      const caseId = await openCase(tx, kinds, {
        customer_id: actor.id,
        topic: body.topic,
        ...(body.payment_id !== undefined && { matter: { kind: 'payment', reference: body.payment_id } }),
        ...(body.text !== undefined && { text: body.text }),
      })
      return getMyCase(tx, actor.id, caseId)
    }),
  ),

  on(api.listMyCases, ({ actor, query }) => listMyCases(db, actor.id, query)),

  on(api.getMyCase, ({ actor, params }) => getMyCase(db, actor.id, params.case_id)),

  on(api.listMessages, async ({ actor, params, query }) => {
    const page = await listMessages(db, actor.id, params.case_id, query)
    const delivered_seq = page.items.at(-1)?.seq ?? 0
    if (delivered_seq <= page.receipts.customer_delivered_seq) return page
    // Whoever fetches messages has them.
    const receipts = await inTx(db, (tx) => markMessages(tx, { ...params, customer_id: actor.id, delivered_seq }))
    return { ...page, receipts }
  }),

  on(api.sendMessage, ({ actor, params, body, idempotency }) =>
    inTx(db, (tx) =>
      sendMessage(tx, { ...params, ...body, customer_id: actor.id, client_id: idempotency?.key ?? null }),
    ),
  ),

  on(api.markMessages, ({ actor, params, body }) =>
    inTx(db, (tx) => markMessages(tx, { ...params, ...body, customer_id: actor.id })),
  ),

  on(api.rateCase, async ({ actor, params, body }) => {
    await inTx(db, (tx) => rateCase(tx, { ...params, ...body, customer_id: actor.id }))
    return getMyCase(db, actor.id, params.case_id)
  }),

  on(api.uploadFile, ({ actor, query, body }) =>
    uploadFile({ db, dataDir }, actor, { name: query.name, content: body }),
  ),

  on(api.downloadFile, ({ actor, params }) => openCustomerFile({ db, dataDir }, actor.id, params.file_id)),
]

/** Every route of support, for customers and for the desk. */
export const casesRoutes = (deps: CasesDeps): BoundRoute[] => [...customerRoutes(deps), ...deskRoutes(deps)]
