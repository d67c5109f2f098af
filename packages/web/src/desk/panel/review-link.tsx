import { Link } from '@tanstack/react-router'
import type { CasePanel } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '#shared/ui/button-class.ts'
import { useMay } from '../live/desk-context.ts'
import styles from './panel.module.css'

/** From an internal case to the review that it is about, for whoever reviews. */
export const ReviewLink = ({ panel }: { panel: CasePanel }) => {
  const { t } = useTranslation('review')
  const reviews = useMay('identity.review')
  const { verification_id: verificationId, recovery_id: recoveryId } = panel
  if (verificationId === null && recoveryId === null) return null
  const look = buttonClass({ size: 'small', kind: 'accent' })
  return (
    <section className={styles['section']} aria-label={t('title')}>
      <p className={styles['reviewWords']}>{t(verificationId === null ? 'caseRecovery' : 'caseVerification')}</p>
      {reviews && verificationId !== null && (
        <Link to="/identity/verifications/$verificationId" params={{ verificationId }} className={look}>
          {t('toReview')}
        </Link>
      )}
      {reviews && recoveryId !== null && (
        <Link to="/identity/recoveries/$recoveryId" params={{ recoveryId }} className={look}>
          {t('toReview')}
        </Link>
      )}
    </section>
  )
}
