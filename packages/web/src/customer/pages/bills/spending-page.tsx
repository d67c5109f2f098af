import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { monthDate, monthKey } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { useAddressSearch, useGo } from '../../navigation.tsx'
import { Section } from '../../parts/section.tsx'
import { useHidden } from '../../parts/use-hidden.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { CategoryChart } from './category-chart.tsx'
import { ExportSheet } from './export-sheet.tsx'
import { MonthTrend } from './month-trend.tsx'
import styles from './spending.module.css'

const moved = (month: string, by: number): string => {
  const date = monthDate(month)
  date.setMonth(date.getMonth() + by)
  return monthKey(date)
}

/** Where the money of a month went: the sum, by category, and beside the months before. */
export const SpendingPage = () => {
  const { t } = useTranslation('bills')
  const { month: monthName } = useFormat()
  const go = useGo()
  const now = useNow(60_000)
  const [exporting, setExporting] = useState(false)
  const [hidden] = useHidden()
  const thisMonth = monthKey(now)
  const { month = thisMonth } = useAddressSearch<{ month: string }>()
  const spending = useQuery({
    ...apiQuery('getSpending', { query: { month } }),
    placeholderData: keepPreviousData,
  })
  const show = (picked: string) => go(paths.spending(picked), { replace: true })
  const data = spending.data
  const name = monthName(monthDate(month))
  const before = data?.months.at(-2)
  const difference = data && before ? data.spent.amount - before.spent.amount : 0
  const money = (amount: number) => (hidden ? HIDDEN_AMOUNT : formatMoney({ amount, currency: 'CNY' }))

  return (
    <Page
      title={t('spend.title')}
      back={paths.bills()}
      readAt={spending.dataUpdatedAt || undefined}
      end={<IconButton icon="file" label={t('export')} onClick={() => setExporting(true)} />}
    >
      <nav className={styles['stepper']} aria-label={t('statement.month')}>
        <IconButton icon="left" label={t('spend.earlier')} onClick={() => show(moved(month, -1))} />
        <h2 className="t3" aria-live="polite">
          {name}
        </h2>
        <IconButton
          icon="right"
          label={t('spend.later')}
          disabled={month >= thisMonth}
          onClick={() => show(moved(month, 1))}
        />
      </nav>
      <Waiting reads={[spending]} title={t('spend.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={4} />
      </Waiting>
      {data && (
        <div className="col-y g3" aria-busy={spending.isPlaceholderData || undefined}>
          <Card padded>
            <div className="t6 c2">{t('spend.spent', { month: name })}</div>
            <Amount money={data.spent} hidden={hidden} className="t1" />
            <div className={`t6 c2 ${styles['compare']}`}>
              {before && (
                <span>
                  {difference === 0
                    ? t('spend.same')
                    : t(difference > 0 ? 'spend.more' : 'spend.less', { amount: money(Math.abs(difference)) })}
                </span>
              )}
              {data.received.amount > 0 && <span>{t('spend.received', { amount: money(data.received.amount) })}</span>}
            </div>
          </Card>
          <Section title={t('spend.byCategory')} />
          <Card>
            {data.categories.length === 0 ? (
              <EmptyState title={t('spend.none', { month: name })} hint={t('spend.noneHint')} />
            ) : (
              <CategoryChart month={data.month} spent={data.spent} categories={data.categories} hidden={hidden} />
            )}
          </Card>
          <Section title={t('spend.trend')} note={<span>{t('spend.trendHint')}</span>} />
          <Card padded>
            <MonthTrend months={data.months} shown={month} hidden={hidden} onPick={show} />
          </Card>
          <p className="t7 c3" style={{ padding: '0 4px 8px' }}>
            {t('spend.note')}
          </p>
        </div>
      )}
      <ExportSheet open={exporting} month={month} onClose={() => setExporting(false)} />
    </Page>
  )
}
