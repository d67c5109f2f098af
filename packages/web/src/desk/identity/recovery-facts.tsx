import { Link } from '@tanstack/react-router'
import type { RecoveryReview } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Facts } from '../panel/facts.tsx'
import styles from './identity.module.css'

/** Who asks, for which account and why, and what has happened since. */
export const RecoveryFacts = ({ review }: { review: RecoveryReview }) => {
  const { t } = useTranslation('review')
  const { moment, text } = useFormat()
  const { case_id: caseId } = review
  return (
    <>
      <p className="t6 c2">{t('fact.reason')}</p>
      <p className={`t3 ${styles['big']}`}>{review.reason !== null && t(`recoveryReason.${review.reason}`)}</p>
      <Facts
        rows={[
          review.identifier !== null && [t('fact.named'), review.identifier],
          [
            t('fact.account'),
            review.customer_name ?? (
              <span key="none" className="c-wait">
                {t('fact.noAccount')}
              </span>
            ),
          ],
          [t('fact.contact'), review.contact],
          review.legal_name !== null && [t('fact.name'), review.legal_name],
          review.document_type !== null && [t('fact.type'), t(`documentType.${review.document_type}`)],
          review.document_number !== null && [
            t('fact.number'),
            <span key="number" className="mono" data-testid="document-number">
              {review.document_number}
            </span>,
          ],
          caseId !== null && [
            t('fact.case'),
            <Link key="case" to="/inbox/$view/$caseId" params={{ view: 'all', caseId }}>
              {review.case_number ?? t('fact.toCase')}
            </Link>,
          ],
        ]}
      />
      {review.message !== '' && (
        <div className={styles['part']}>
          <h2 className="strong">{t('said')}</h2>
          <blockquote className={styles['quote']}>{review.message}</blockquote>
        </div>
      )}
      <div className={styles['part']}>
        <h2 className="strong">{t('steps')}</h2>
        <ol>
          {review.steps.map((step) => (
            <li key={`${step.at} ${step.status}`} className={styles['step']}>
              <b>{t(`status.${step.status}`)}</b>
              <div className="c2">
                {moment(step.at)} · {t(`by.${step.by}`)}
              </div>
              {step.message !== null && <div className="c2">{text(step.message)}</div>}
            </li>
          ))}
        </ol>
      </div>
    </>
  )
}
