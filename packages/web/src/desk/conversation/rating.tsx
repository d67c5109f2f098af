import type { DeskCase } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import styles from './conversation.module.css'

const SCORES = [1, 2, 3, 4, 5]

/** What the customer thought of it, once the case is closed. */
export const Rating = ({ deskCase }: { deskCase: DeskCase }) => {
  const { t } = useTranslation('desk')
  const { rating } = deskCase
  return (
    <div className={styles['rating']}>
      <b>{t(rating === null ? 'rating.none' : 'rating.title')}</b>
      {rating === null ? (
        <span className="t6 c3">{t('rating.noneHint')}</span>
      ) : (
        <>
          <span className={styles['stars']}>
            <span className="sr">{t('rating.score', { score: rating.score })}</span>
            {SCORES.map((score) => (
              <span key={score} data-on={score <= rating.score}>
                <Icon name="star" size={20} />
              </span>
            ))}
            <span className="strong" aria-hidden="true">
              {rating.score} / 5
            </span>
          </span>
          {rating.comment !== '' && <q className="t6 c2">{rating.comment}</q>}
        </>
      )}
    </div>
  )
}
