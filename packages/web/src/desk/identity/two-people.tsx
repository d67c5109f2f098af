import type { RecoveryReview } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Avatar, Card, Pill } from '#shared/ui/surface.tsx'
import { useDesk, useMay } from '../live/desk-context.ts'
import { ApprovalDecision } from './approval-decision.tsx'
import { reviewTone } from './words.ts'
import styles from './identity.module.css'

/** The two who decide about an account, and the decision itself for the second of them. */
export const TwoPeople = ({ review }: { review: RecoveryReview }) => {
  const { t } = useTranslation('review')
  const { text } = useFormat()
  const { staff } = useDesk()
  const decides = useMay('approvals.identity')
  const { first_reviewer: first, second_reviewer: second, approval_id: approvalId } = review
  const open = review.status === 'in_review'
  const name = (person: NonNullable<typeof first>) =>
    `${text(person.name)} ${person.badge}${person.id === staff.id ? ` · ${t('you')}` : ''}`
  return (
    <Card padded className={styles['decideCard']}>
      <h2 className="t3">{t(open ? 'people' : 'wasDecided')}</h2>
      {!open && <Pill tone={reviewTone[review.status]}>{t(`status.${review.status}`)}</Pill>}
      {first !== null && (
        <div className={styles['person']}>
          <Avatar name={text(first.name)} tone="ok" />
          <span className="grow">
            <span className="t7 c2">{t('first')}</span>
            <br />
            {name(first)}
          </span>
          {approvalId !== null && <Pill tone="ok">{t('agreed')}</Pill>}
        </div>
      )}
      {(open || second !== null) && (
        <div className={styles['person']}>
          <Avatar name={second === null ? '?' : text(second.name)} tone="info" />
          <span className="grow">
            <span className="t7 c2">{t('secondPerson')}</span>
            <br />
            {second === null ? t('nobodyYet') : name(second)}
          </span>
          {open && <Pill tone="wait">{t('waits')}</Pill>}
        </div>
      )}
      {open && first?.id === staff.id && <p className="t6 c2">{t('yoursWaits')}</p>}
      {open && approvalId !== null && second?.id === staff.id && decides && (
        <ApprovalDecision approvalId={approvalId} kind="recovery" />
      )}
      {open && first?.id !== staff.id && second === null && <p className="t6 c2">{t('lookFirst')}</p>}
    </Card>
  )
}
