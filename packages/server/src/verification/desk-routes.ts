import { api, id as idOf, type IdKind, timestamp } from '@topay/contract'
import type { StaffDoer } from '../cases/index.ts'
import {
  AppError,
  type BoundRoute,
  decodeCursor,
  encodeCursor,
  found,
  inTx,
  on,
  type StaffActor,
} from '../platform/index.ts'
import type { VerificationDeps } from './deps.ts'
import { findVerification, listVerifications } from './queries.ts'
import type { Place } from './review-order.ts'
import { findRecovery, listRecoveries } from './recoveries/queries.ts'
import { reviewRecovery, takeRecoveryReview } from './recoveries/review-recovery.ts'
import { hasInHand, toRecoveryReviews } from './recoveries/wire.ts'
import { recordOpening, reviewVerification, takeVerificationReview } from './review-verification.ts'
import { viewIdentityDocument } from './view-document.ts'
import { isInHand, toReviews } from './wire.ts'

const staffOf = (context: { actor: StaffActor; request_id: string }): StaffDoer => ({
  id: context.actor.id,
  roles: context.actor.roles,
  request_id: context.request_id,
})

/** Where the page before ended. INPUT_INVALID for a cursor that we did not make for this list. */
const placeOf = (kind: IdKind, cursor: string | undefined): Place | null => {
  const parts = decodeCursor(cursor, 2)
  if (parts === null) return null
  const [at, id] = [timestamp.safeParse(parts[0]), idOf(kind).safeParse(parts[1])]
  if (at.success && id.success) return { at: at.data, id: id.data }
  throw new AppError('INPUT_INVALID', { fields: [{ path: 'cursor', message: 'use next_cursor of the page before' }] })
}

/** Cuts what was read, one row more than the limit, to a page. */
const cut = <Row extends { id: string }>(rows: readonly Row[], limit: number, at: (row: Row) => string | null) => {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next_cursor: rows.length > limit && last ? encodeCursor([at(last), last.id]) : null }
}

const verificationDesk = (deps: VerificationDeps): BoundRoute[] => {
  const { db, config } = deps
  const reviewOf = async (id: string, viewer: string) => {
    const [review] = await toReviews(db, config, [found(await findVerification(db, id))], viewer)
    return found(review)
  }
  return [
    on(api.listVerificationReviews, async ({ query }) => {
      const { status, limit } = query
      const rows = await listVerifications(db, {
        status,
        after: placeOf('verification', query.cursor),
        limit: limit + 1,
      })
      const { page, next_cursor } = cut(rows, limit, (row) =>
        status === 'in_review' ? row.answer_by : (row.decided_at ?? row.submitted_at),
      )
      return { items: await toReviews(db, config, page, null), next_cursor }
    }),

    on(api.getVerificationReview, async (context) => {
      const row = found(await findVerification(db, context.params.verification_id))
      if (isInHand(row, context.actor.id)) await recordOpening(db, row.id, staffOf(context))
      return reviewOf(row.id, context.actor.id)
    }),

    on(api.takeVerificationReview, async (context) => {
      await inTx(db, (tx) => takeVerificationReview(tx, deps, { ...context.params, staff: staffOf(context) }))
      return reviewOf(context.params.verification_id, context.actor.id)
    }),

    on(api.reviewVerification, async (context) => {
      const { params, body } = context
      await inTx(db, (tx) => reviewVerification(tx, deps, { ...params, ...body, staff: staffOf(context) }))
      return reviewOf(params.verification_id, context.actor.id)
    }),

    on(api.viewIdentityDocument, (context) =>
      viewIdentityDocument(deps, { ...context.params, staff: staffOf(context) }),
    ),
  ]
}

const recoveryDesk = (deps: VerificationDeps): BoundRoute[] => {
  const { db, config } = deps
  const reviewOf = async (id: string, viewer: string) => {
    // Nobody has proved the address of the others: there is nothing to see in them.
    const row = found(await findRecovery(db, id))
    const [review] = await toRecoveryReviews(db, config, row.confirmed_at === null ? [] : [row], viewer)
    return found(review)
  }
  return [
    on(api.listRecoveryReviews, async ({ query }) => {
      const { status, limit } = query
      const rows = await listRecoveries(db, { status, after: placeOf('recovery', query.cursor), limit: limit + 1 })
      const { page, next_cursor } = cut(rows, limit, (row) => (status === 'in_review' ? row.answer_by : row.updated_at))
      return { items: await toRecoveryReviews(db, config, page, null), next_cursor }
    }),

    on(api.getRecoveryReview, async (context) => {
      const row = found(await findRecovery(db, context.params.recovery_id))
      if (hasInHand(row, context.actor.id)) await recordOpening(db, row.id, staffOf(context))
      return reviewOf(row.id, context.actor.id)
    }),

    on(api.takeRecoveryReview, async (context) => {
      await inTx(db, (tx) => takeRecoveryReview(tx, deps, { ...context.params, staff: staffOf(context) }))
      return reviewOf(context.params.recovery_id, context.actor.id)
    }),

    on(api.reviewRecovery, async (context) => {
      const { params, body } = context
      await inTx(db, (tx) => reviewRecovery(tx, deps, { ...params, ...body, staff: staffOf(context) }))
      return reviewOf(params.recovery_id, context.actor.id)
    }),
  ]
}

/** Reviews at the desk; what each needs stands on the route in the contract. */
export const deskRoutes = (deps: VerificationDeps): BoundRoute[] => [...verificationDesk(deps), ...recoveryDesk(deps)]
