import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { monthDate } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page, TopBar } from '../../layout/page.tsx'
import { PullDown } from '../../layout/pull-down.tsx'
import { TabBar } from '../../layout/tab-bar.tsx'
import { Link, useAddressSearch, useGo } from '../../navigation.tsx'
import { BillRow } from '../../parts/bill-row.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useHidden } from '../../parts/use-hidden.ts'
import { useInView } from '../../parts/use-in-view.ts'
import { paths } from '../../paths.ts'
import { FindBills } from './find-bills.tsx'
import { groupByMonth } from './group-by-month.ts'
import { MonthSheet } from './month-sheet.tsx'
import styles from './bills.module.css'

/** What the chips show, as the list of the API is asked for it. */
const FILTERS = {
  payments: { kind: 'payment' },
  topUps: { kind: 'top_up' },
  failed: { status: 'failed' },
} as const
type Filter = keyof typeof FILTERS
const isFilter = (value: string | undefined): value is Filter => value !== undefined && value in FILTERS

type Search = { q: string; show: string; month: string; find: boolean }

export const BillsPage = () => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { month: monthName } = useFormat()
  const search = useAddressSearch<Search>()
  const go = useGo()
  const [picking, setPicking] = useState(false)
  const [hidden] = useHidden()
  const filter = isFilter(search.show) ? search.show : undefined
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(search.month ?? '') ? search.month : undefined
  const narrowed = search.q !== undefined || filter !== undefined

  const bills = useInfiniteQuery({
    ...apiPages('listTransactions', { query: { limit: 30, q: search.q, month, ...(filter && FILTERS[filter]) } }),
    placeholderData: keepPreviousData,
  })
  const change = (next: Partial<Search>) =>
    go({ to: '/bills', search: { q: search.q, show: filter, month, ...next } }, { replace: true })

  const more = () => {
    if (bills.hasNextPage && !bills.isFetchingNextPage && !bills.isFetchNextPageError) void bills.fetchNextPage()
  }
  const end = useInView(more)
  useEffect(() => {
    if (search.find) document.getElementById('find-bills')?.focus()
  }, [search.find])

  const totals = new Map(bills.data?.pages.flatMap((page) => page.months).map((total) => [total.month, total]))
  const months = groupByMonth(bills.data?.pages.flatMap((page) => page.items) ?? [])

  return (
    <Page
      title={t('bills.title')}
      readAt={bills.dataUpdatedAt || undefined}
      head={
        <>
          <TopBar>
            <h1 className="t2">{t('bills.title')}</h1>
          </TopBar>
          <FindBills q={search.q} onChange={(q) => change({ q })} />
        </>
      }
      tabs={<TabBar />}
    >
      <PullDown onRefresh={() => bills.refetch()}>
        <div className="col-y g3">
          <fieldset className={styles['chips']} style={{ border: 0 }} aria-label={t('bills.filter')}>
            <button
              type="button"
              className={styles['chip']}
              aria-pressed={month !== undefined}
              aria-haspopup="dialog"
              onClick={() => setPicking(true)}
            >
              <Icon name="calendar" size={16} />
              {month ? monthName(monthDate(month)) : t('bills.month')}
            </button>
            <button
              type="button"
              className={styles['chip']}
              aria-pressed={filter === undefined}
              onClick={() => change({ show: undefined })}
            >
              {t('bills.all')}
            </button>
            {(Object.keys(FILTERS) as Filter[]).map((key) => (
              <button
                key={key}
                type="button"
                className={styles['chip']}
                aria-pressed={filter === key}
                onClick={() => change({ show: key })}
              >
                {t(`bills.${key}`)}
              </button>
            ))}
          </fieldset>

          <Waiting reads={[bills]} title={t('bills.failedToOpen')}>
            <SkeletonRows rows={6} />
          </Waiting>
          {months.map((group) => {
            const total = totals.get(group.month)
            return (
              <section key={group.month} className="col-y g2">
                <div className={styles['month']}>
                  <h2 className="t4 strong">{monthName(monthDate(group.month))}</h2>
                  {total && !narrowed && (
                    <span className={`t6 c3 ${styles['totals']}`}>
                      <span>{t('bills.spent', { amount: hidden ? HIDDEN_AMOUNT : formatMoney(total.spent) })}</span>
                      {total.received.amount > 0 && (
                        <span>
                          {t('bills.received', { amount: hidden ? HIDDEN_AMOUNT : formatMoney(total.received) })}
                        </span>
                      )}
                    </span>
                  )}
                </div>
                <Card>
                  {group.bills.map((bill) => (
                    <BillRow key={bill.id} bill={bill} hidden={hidden} />
                  ))}
                </Card>
              </section>
            )
          })}
          {bills.data && months.length === 0 && (
            <Card>
              {narrowed || month ? (
                <EmptyState
                  title={t('bills.none')}
                  hint={t('bills.noneHint')}
                  action={
                    <Button kind="accent" size="small" onClick={() => go(paths.bills(), { replace: true })}>
                      {t('bills.noneAction')}
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  title={t('bills.empty')}
                  hint={t('bills.emptyHint')}
                  action={
                    <Link {...paths.pay()} className={buttonClass({ kind: 'accent', size: 'small' })}>
                      {t('bills.emptyAction')}
                    </Link>
                  }
                />
              )}
            </Card>
          )}
          <div key={bills.data?.pages.length} ref={end}>
            {bills.isFetchingNextPage && <SkeletonRows rows={2} />}
            {bills.isFetchNextPageError && (
              <div className="col-y g2 center t6 c2">
                {t('bills.moreFailed')}
                <div className={styles['end']}>
                  <Button size="small" onClick={() => void bills.fetchNextPage()}>
                    {common('retry')}
                  </Button>
                </div>
              </div>
            )}
            {bills.hasNextPage && !bills.isFetchingNextPage && !bills.isFetchNextPageError && (
              <div className={styles['end']}>
                <Button kind="plain" size="small" onClick={more}>
                  {t('bills.more')}
                </Button>
              </div>
            )}
            {bills.data && !bills.hasNextPage && months.length > 0 && (
              <p className="t7 c3 center" style={{ padding: '4px 0' }}>
                {t('bills.end')}
              </p>
            )}
          </div>
        </div>
      </PullDown>
      <MonthSheet
        open={picking}
        month={month}
        onClose={() => setPicking(false)}
        onPick={(picked) => {
          setPicking(false)
          change({ month: picked })
        }}
      />
    </Page>
  )
}
