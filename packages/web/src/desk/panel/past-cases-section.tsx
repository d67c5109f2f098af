import { Link } from '@tanstack/react-router'
import type { CasePanel } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import type { View } from '../inbox/views.ts'
import styles from './panel.module.css'

/** What the same customer came with before. */
export const PastCasesSection = ({ cases, view }: { cases: CasePanel['past_cases']; view: View }) => {
  const { t } = useTranslation('desk')
  const { day } = useFormat()
  return (
    <section className={styles['section']} aria-labelledby="panel-past">
      <div className={styles['head']}>
        <h2 id="panel-past">{t('past.title')}</h2>
        {cases.length > 0 && <span className="t7 c3">{t('past.count', { count: cases.length })}</span>}
      </div>
      {cases.length === 0 && <p className="t6 c3">{t('past.none')}</p>}
      <ul>
        {cases.map((past) => (
          <li key={past.id}>
            <Link to="/inbox/$view/$caseId" params={{ view, caseId: past.id }} className={styles['mini']}>
              <span className="c3">
                <Icon name="chat" size={16} />
              </span>
              <span className="grow ellipsis">{past.subject}</span>
              {past.internal && <span className="t7 c3">{t('internal.tag')}</span>}
              {past.rating !== null && (
                <span className={styles['score']} title={t('rating.score', { score: past.rating.score })}>
                  <Icon name="star" size={14} label={t('rating.score', { score: past.rating.score })} />
                  <span aria-hidden="true">{past.rating.score}</span>
                </span>
              )}
              {past.status !== 'closed' && <span className="t7 c-wait">{t('past.open')}</span>}
              <span className="t7 c3 nowrap">{day(past.opened_at)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
