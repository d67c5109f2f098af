import { api } from '@topay/contract'
import { type BoundRoute, found, inTx, on, once } from '../platform/index.ts'
import type { VerificationDeps } from './deps.ts'
import { deskRoutes } from './desk-routes.ts'
import { storeDocument } from './documents/store-document.ts'
import { withdrawVerification } from './end-verification.ts'
import { endRecovery } from './recoveries/end-recovery.ts'
import { findRecovery } from './recoveries/queries.ts'
import { afterRecoveryMove } from './recoveries/recovery-states.ts'
import { requestUnlock } from './recoveries/request-unlock.ts'
import { confirmRecovery, startRecovery } from './recoveries/start-recovery.ts'
import { toRecoveries } from './recoveries/wire.ts'
import { submitVerification } from './submit-verification.ts'
import { getVerification } from './wire.ts'

const customerRoutes = (deps: VerificationDeps): BoundRoute[] => [
  on(api.getVerification, ({ actor }) => getVerification(deps.db, deps.config, actor.id)),

  on(api.uploadIdentityDocument, ({ actor, query, body }) =>
    storeDocument(deps, { owner: { customer_id: actor.id, recovery_id: null }, kind: query.kind, content: body }),
  ),

  on(api.submitVerification, ({ actor, body, locale, request_id, idempotency }) =>
    once(deps.db, idempotency, async (tx) => {
      const doer = { kind: 'customer', id: actor.id, request_id } as const
      await submitVerification(tx, deps, { customer_id: actor.id, submission: body, locale, doer })
      return getVerification(tx, deps.config, actor.id)
    }),
  ),

  on(api.withdrawVerification, ({ actor, request_id }) =>
    inTx(deps.db, async (tx) => {
      await withdrawVerification(tx, actor.id, { kind: 'customer', id: actor.id, request_id })
      return getVerification(tx, deps.config, actor.id)
    }),
  ),
]

const applicantRoutes = (deps: VerificationDeps): BoundRoute[] => {
  const { db } = deps
  const recoveryOf = async (id: string) => {
    const [recovery] = await toRecoveries(db, [found(await findRecovery(db, id))])
    return found(recovery)
  }
  return [
    on(api.startRecovery, ({ body, locale }) => startRecovery(deps, { contact: body.contact, locale })),

    on(api.confirmRecovery, async ({ params, body, setCookie }) => {
      const { recovery_id, token, expires_at } = await confirmRecovery(deps, { ...params, code: body.code })
      const recovery = await recoveryOf(recovery_id)
      if (body.token) return { recovery, expires_at, token }
      setCookie('applicant', token, expires_at)
      return { recovery, expires_at }
    }),

    on(api.getRecovery, ({ actor }) => recoveryOf(actor.id)),

    on(api.uploadRecoveryDocument, ({ actor, query, body }) =>
      storeDocument(deps, {
        owner: { customer_id: null, recovery_id: actor.id },
        kind: query.kind,
        content: body,
        allow: async (tx) => {
          afterRecoveryMove(found(await findRecovery(tx, actor.id)).status, 'upload')
        },
      }),
    ),

    on(api.requestUnlock, async ({ actor, body, request_id }) => {
      await inTx(db, (tx) => requestUnlock(tx, deps, { recovery_id: actor.id, request_id, request: body }))
      return recoveryOf(actor.id)
    }),

    on(api.withdrawRecovery, async ({ actor, request_id }) => {
      const doer = { kind: 'system', id: 'applicant', request_id } as const
      await inTx(db, (tx) => endRecovery(tx, deps, { recovery_id: actor.id, move: 'withdraw', doer }))
      return recoveryOf(actor.id)
    }),
  ]
}

/** Every route of identity documents, verification classes and recoveries. */
export const verificationRoutes = (deps: VerificationDeps): BoundRoute[] => [
  ...customerRoutes(deps),
  ...applicantRoutes(deps),
  ...deskRoutes(deps),
]
