import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { RecoveryReview } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { showToast } from '#shared/ui/toast-store.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useDesk } from '../live/desk-context.ts'
import { FormError } from '../session/form-error.tsx'
import { PictureViewer } from './picture-viewer.tsx'
import { RecoveryDecision } from './recovery-decision.tsx'
import { RecoveryFacts } from './recovery-facts.tsx'
import { ClosedPictures, ReviewLayout, Signals } from './review-layout.tsx'
import { ReviewState } from './review-state.tsx'
import { TwoPeople } from './two-people.tsx'
import { useRecoveryNeighbours } from './use-neighbours.ts'
import { useReadAgain } from './use-read-again.ts'
import { reviewTone } from './words.ts'
import styles from './identity.module.css'

/** One request to get an account back. */
export const RecoveryPage = () => {
  const { recoveryId } = useParams({ from: '/staff/identity/recoveries/$recoveryId' })
  const review = useQuery(apiQuery('getRecoveryReview', { params: { recovery_id: recoveryId } }))
  if (review.data === undefined) return <ReviewState error={review.error} onRetry={() => void review.refetch()} />
  return <Loaded key={recoveryId} review={review.data} />
}

const Loaded = ({ review }: { review: RecoveryReview }) => {
  const { t } = useTranslation('review')
  const { staff } = useDesk()
  const navigate = useNavigate()
  const readAgain = useReadAgain()
  const { next, previous } = useRecoveryNeighbours(review.id)
  const open = review.status === 'in_review'
  const proposed = review.approval_id !== null
  const first = review.first_reviewer?.id === staff.id
  const mine = open && (first || review.second_reviewer?.id === staff.id)
  const take = useApiMutation('takeRecoveryReview', {
    onSuccess: () => {
      showToast(t('tookIt'))
      readAgain()
    },
    onError: readAgain,
  })
  const takeIt = () => take.mutate({ params: { recovery_id: review.id } })
  const go = (id: string | undefined) =>
    id === undefined
      ? undefined
      : () => void navigate({ to: '/identity/recoveries/$recoveryId', params: { recoveryId: id } })
  useShortcuts({ a: open && !mine && !take.isPending ? takeIt : undefined, j: go(next), k: go(previous) })
  return (
    <ReviewLayout
      back={{ to: '/identity/recoveries', name: t('tab.recoveries') }}
      title={review.customer_name ?? review.identifier ?? review.contact}
      status={
        open && proposed
          ? { tone: 'wait', words: t('second') }
          : { tone: reviewTone[review.status], words: t(`status.${review.status}`) }
      }
      dueAt={open ? review.answer_by : null}
      facts={<RecoveryFacts review={review} />}
      pictures={
        mine ? (
          <PictureViewer documents={review.documents} />
        ) : (
          <ClosedPictures
            holder={proposed ? review.second_reviewer : review.first_reviewer}
            take={open ? takeIt : null}
            takeWords={t(proposed ? 'takeSecond' : 'take')}
            busy={take.isPending}
          />
        )
      }
      decision={
        <div className={styles['stack']}>
          {take.error !== null && <FormError error={take.error} />}
          <Signals signals={review.signals} />
          {open && !proposed && first && <RecoveryDecision review={review} />}
          {(proposed || !open) && <TwoPeople review={review} />}
        </div>
      }
    />
  )
}
