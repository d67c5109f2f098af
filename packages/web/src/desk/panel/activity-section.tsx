import { useQuery } from '@tanstack/react-query'
import type { CasePanel } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { briefTime } from '../brief-time.ts'
import { closeReasons } from '../conversation/use-case-actions.ts'
import styles from './panel.module.css'

type Activity = CasePanel['activity'][number]

const known = [
  'case.opened',
  'case.assigned',
  'case.unassigned',
  'case.status_set',
  'case.replied',
  'case.noted',
  'case.closed',
  'case.reopened',
  'case.rated',
  'case.panel_opened',
  'case.file_opened',
  'case.reset_sent',
  'case.customer_frozen',
  'case.customer_unfrozen',
  'case.unfreeze_requested',
  'case.escalated',
] as const

/** Who did what and when: the audit record of the case. */
export const ActivitySection = ({ activity }: { activity: readonly Activity[] }) => {
  const { t } = useTranslation('desk')
  const { language, text } = useFormat()
  const { data: colleagues } = useQuery({ ...apiQuery('listStaff', {}), staleTime: 5 * 60_000 })

  const nameOf = (id: unknown): string | null => {
    const person = colleagues?.items.find((candidate) => candidate.id === id)
    return person === undefined ? null : text(person.name)
  }
  const wordsOf = ({ action, detail, actor }: Activity): string => {
    const name = known.find((candidate) => candidate === action)
    if (name === undefined) return action
    if (name === 'case.assigned') {
      const to = nameOf(detail['to'])
      return to === null || to === text(actor) ? t('activity.case.taken') : t('activity.case.handed', { name: to })
    }
    if (name === 'case.closed') {
      const reason = closeReasons.find((candidate) => candidate === detail['reason']) ?? 'other'
      return t('activity.case.closed', { reason: t(`closeReason.${reason}`) })
    }
    if (name === 'case.status_set')
      return t(detail['status'] === 'waiting_customer' ? 'activity.case.waiting' : 'activity.case.resumed')
    if (name === 'case.rated') return t('activity.case.rated', { score: Number(detail['score'] ?? 0) })
    return t(`activity.${name}`)
  }
  const newestFirst = activity.toSorted((a, b) => (a.at < b.at ? 1 : -1))
  return (
    <section className={styles['section']} aria-labelledby="panel-activity">
      <div className={styles['head']}>
        <h2 id="panel-activity">{t('activity.title')}</h2>
        <span className="t7 c3">{t('activity.hint')}</span>
      </div>
      {activity.length === 0 && <p className="t6 c3">{t('activity.none')}</p>}
      <ol>
        {newestFirst.map((entry, index) => (
          <li key={`${entry.at} ${entry.action} ${newestFirst.length - index}`} className={styles['mini']}>
            <time className={styles['when']} dateTime={entry.at}>
              {briefTime(entry.at, language)}
            </time>
            <span className="grow ellipsis" title={`${text(entry.actor)} ${wordsOf(entry)}`}>
              {text(entry.actor)} {wordsOf(entry)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
