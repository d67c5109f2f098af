import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Reconciliation } from '@topay/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode, explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { EmptyState, ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { DayPill } from './day-pill.tsx'
import { DifferenceCard } from './difference-card.tsx'
import { noonOf } from './words.ts'
import styles from './reconciliation.module.css'

const Figure = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** The day in four figures, and by how much the two sides are apart. */
const Figures = ({ day }: { day: Reconciliation }) => {
  const { t } = useTranslation('desk')
  const apart = day.bank_total.amount - day.books_total.amount
  return (
    <Card>
      <dl className={styles['figures']}>
        <Figure name={t('reconciliation.bankCount')}>{day.bank_count}</Figure>
        <Figure name={t('reconciliation.matched')}>{day.matched_count}</Figure>
        <Figure name={t('reconciliation.bankTotal')}>{formatMoney(day.bank_total)}</Figure>
        <Figure name={t('reconciliation.booksTotal')}>
          {formatMoney(day.books_total)}
          {apart !== 0 && (
            <span className={styles['apart']}>
              {t('reconciliation.apart')} {formatMoney({ ...day.bank_total, amount: apart })}
            </span>
          )}
        </Figure>
      </dl>
    </Card>
  )
}

/** One day: its figures, and what differs. */
export const DayPage = () => {
  const { t } = useTranslation('desk')
  const { language, day: dayWords, deadline } = useFormat()
  const { date } = useParams({ from: '/staff/reconciliation/$date' })
  const found = useQuery({ ...apiQuery('getReconciliation', { params: { date } }), retry: false })
  const told = found.error === null || found.data !== undefined ? null : explainError(found.error, language)
  const missing = ['NOT_FOUND', 'INPUT_INVALID'].includes(errorCode(found.error) ?? '')
  const day = found.data?.reconciliation
  const differences = found.data?.differences ?? []
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        <Link to="/reconciliation" className={styles['back']}>
          <Icon name="left" size={18} />
          {t('reconciliation.back')}
        </Link>
        <header className={styles['head']}>
          <div className="grow">
            <h1 className="t2">
              {t('reconciliation.day', { date: day === undefined ? date : dayWords(noonOf(day.date)) })}
            </h1>
            {day !== undefined && (
              <p className="t6 c2">
                {day.date} · {t('reconciliation.ranAt', { time: deadline(day.ran_at) })}
              </p>
            )}
          </div>
          {day !== undefined && <DayPill day={day} />}
        </header>
        {found.isPending && <SkeletonRows rows={4} />}
        {told !== null &&
          (missing ? (
            <Card padded>
              <EmptyState title={t('reconciliation.notFound')} hint={t('reconciliation.emptyHint')} />
            </Card>
          ) : (
            <ErrorState
              title={told.title}
              hint={told.detail}
              {...(told.requestId !== null && { requestId: told.requestId })}
              onRetry={() => void found.refetch()}
            />
          ))}
        {day !== undefined && (
          <div className={styles['stack']}>
            {day.status !== 'failed' && <Figures day={day} />}
            {differences.length === 0 ? (
              <Card padded>
                <EmptyState title={t('reconciliation.none')} hint={t('reconciliation.noneHint')} />
              </Card>
            ) : (
              <ul className={styles['stack']}>
                {differences.map((difference) => (
                  <li key={difference.id}>
                    <DifferenceCard difference={difference} />
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
    </main>
  )
}
