import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { apiPages } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { DayPill } from './day-pill.tsx'
import { dayLook, noonOf } from './words.ts'
import styles from './reconciliation.module.css'

/** All days that were compared with the bank's file, the latest first. */
export const DaysPage = () => {
  const { t } = useTranslation('desk')
  const { language, day: dayWords } = useFormat()
  const days = useInfiniteQuery(apiPages('listReconciliations', { query: {} }))
  const told = days.error === null || days.data !== undefined ? null : explainError(days.error, language)
  const items = days.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        <header className={styles['head']}>
          <div className="grow">
            <h1 className="t2">{t('reconciliation.title')}</h1>
            <p className="t6 c2">{t('reconciliation.hint')}</p>
          </div>
        </header>
        {days.isPending && <SkeletonRows rows={6} />}
        {told !== null && (
          <ErrorState
            title={told.title}
            hint={told.detail}
            {...(told.requestId !== null && { requestId: told.requestId })}
            onRetry={() => void days.refetch()}
          />
        )}
        {days.isSuccess && items.length === 0 && (
          <Card padded>
            <EmptyState title={t('reconciliation.empty')} hint={t('reconciliation.emptyHint')} />
          </Card>
        )}
        {items.length > 0 && (
          <Card>
            <ul aria-label={t('reconciliation.days')}>
              {items.map((item) => (
                <li key={item.date} className={styles['day']}>
                  <Link to="/reconciliation/$date" params={{ date: item.date }} className={styles['dayLink']}>
                    <Tile icon={dayLook[item.status].icon} tone={dayLook[item.status].tone} />
                    <span className="grow">
                      <b className={styles['dayName']}>{dayWords(noonOf(item.date))}</b>
                      <span className={styles['dayFacts']}>
                        {item.status !== 'failed' &&
                          `${t('reconciliation.bankCount')} ${item.bank_count} · ${t('reconciliation.matched')} ${item.matched_count}`}
                        {item.status === 'failed' && item.date}
                      </span>
                    </span>
                    <span className={styles['dayTotal']}>
                      {item.status !== 'failed' && formatMoney(item.bank_total)}
                    </span>
                    <DayPill day={item} />
                    <span className="c3">
                      <Icon name="right" size={16} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        )}
        {days.hasNextPage && (
          <div className={styles['more']}>
            <Button size="small" onClick={() => void days.fetchNextPage()} busy={days.isFetchingNextPage}>
              {t('reconciliation.more')}
            </Button>
          </div>
        )}
      </div>
    </main>
  )
}
