import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { VerificationReview } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useDesk } from '../live/desk-context.ts'
import { Facts } from '../panel/facts.tsx'
import { FormError } from '../session/form-error.tsx'
import { PictureViewer } from './picture-viewer.tsx'
import { ClosedPictures, ReviewLayout, Signals } from './review-layout.tsx'
import { ReviewState } from './review-state.tsx'
import { useReadAgain } from './use-read-again.ts'
import { useVerificationNeighbours } from './use-neighbours.ts'
import { VerificationDecision } from './verification-decision.tsx'
import { reviewTone } from './words.ts'
import styles from './identity.module.css'

/** One submission for a verification class. */
export const VerificationPage = () => {
  const { verificationId } = useParams({ from: '/staff/identity/verifications/$verificationId' })
  const review = useQuery(apiQuery('getVerificationReview', { params: { verification_id: verificationId } }))
  if (review.data === undefined) return <ReviewState error={review.error} onRetry={() => void review.refetch()} />
  return <Loaded key={verificationId} review={review.data} />
}

const Loaded = ({ review }: { review: VerificationReview }) => {
  const { t } = useTranslation('review')
  const { staff } = useDesk()
  const navigate = useNavigate()
  const readAgain = useReadAgain()
  const { next, previous } = useVerificationNeighbours(review.id)
  const open = review.status === 'in_review'
  const mine = open && review.reviewer?.id === staff.id
  const take = useApiMutation('takeVerificationReview', {
    onSuccess: () => {
      showToast(t('tookIt'))
      readAgain()
    },
    onError: readAgain,
  })
  const takeIt = () => take.mutate({ params: { verification_id: review.id } })
  const go = (id: string | undefined) =>
    id === undefined
      ? undefined
      : () => void navigate({ to: '/identity/verifications/$verificationId', params: { verificationId: id } })
  useShortcuts({ a: open && !mine && !take.isPending ? takeIt : undefined, j: go(next), k: go(previous) })
  return (
    <ReviewLayout
      back={{ to: '/identity/verifications', name: t('tab.verifications') }}
      title={`${review.customer_name} · ${t('class', { level: review.target_class })}`}
      status={{ tone: reviewTone[review.status], words: t(`status.${review.status}`) }}
      dueAt={open ? review.answer_by : null}
      facts={<VerificationFacts review={review} />}
      pictures={
        mine ? (
          <PictureViewer documents={review.documents} />
        ) : (
          <ClosedPictures
            holder={review.reviewer}
            take={open ? takeIt : null}
            takeWords={t('take')}
            busy={take.isPending}
          />
        )
      }
      decision={
        <div className={styles['stack']}>
          {take.error !== null && <FormError error={take.error} />}
          <Signals signals={review.signals} />
          {mine && <VerificationDecision review={review} />}
          {!open && <Decided review={review} />}
        </div>
      }
    />
  )
}

const VerificationFacts = ({ review }: { review: VerificationReview }) => {
  const { t } = useTranslation('review')
  const { moment, text } = useFormat()
  const { reviewer, case_id: caseId } = review
  return (
    <>
      <p className="t6 c2">{t('fact.name')}</p>
      <p className={`t2 ${styles['big']}`}>{review.legal_name ?? review.legal_name_masked}</p>
      <Facts
        rows={[
          [t('fact.type'), t(`documentType.${review.document_type}`)],
          [
            t('fact.number'),
            <span key="number" className="mono" data-testid="document-number">
              {review.document_number ?? review.document_number_masked}
            </span>,
          ],
          [t('fact.expires'), review.document_expires_on ?? t('fact.forGood')],
          [t('fact.wants'), t('level', { level: review.target_class })],
          [t('fact.now'), t('level', { level: review.current_class })],
          [t('fact.customer'), review.customer_name],
          [t('fact.submitted'), moment(review.submitted_at)],
          reviewer !== null && [t('fact.reviewer'), `${text(reviewer.name)} ${reviewer.badge}`],
          caseId !== null && [
            t('fact.case'),
            <Link key="case" to="/inbox/$view/$caseId" params={{ view: 'all', caseId }}>
              {t('fact.toCase')}
            </Link>,
          ],
        ]}
      />
    </>
  )
}

const Decided = ({ review }: { review: VerificationReview }) => {
  const { t } = useTranslation('review')
  const { moment } = useFormat()
  return (
    <Card padded>
      <h2 className="t3">{t('wasDecided')}</h2>
      <p>
        {t(`status.${review.status}`)}
        {review.decided_at !== null && ` · ${t('decidedAt', { time: moment(review.decided_at) })}`}
      </p>
      {review.reasons.length > 0 && (
        <ul className="t6 c2">
          {review.reasons.map((reason) => (
            <li key={reason}>{t(`reason.${reason}`)}</li>
          ))}
        </ul>
      )}
      {review.message !== null && <blockquote className={styles['quote']}>{review.message}</blockquote>}
    </Card>
  )
}
