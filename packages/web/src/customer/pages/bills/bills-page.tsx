import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { iconButtonClass, IconButton } from '#shared/ui/icon-button.tsx'
import { Icon } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page, TopBar } from '../../layout/page.tsx'
import { PullDown } from '../../layout/pull-down.tsx'
import { TabBar } from '../../layout/tab-bar.tsx'
import { Link, useAddressSearch, useGo } from '../../navigation.tsx'
import { useHidden } from '../../parts/use-hidden.ts'
import { useInView } from '../../parts/use-in-view.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { type BillFilter, filterOf, isNarrowed, queryOf } from './bill-filter.ts'
import { ExportSheet } from './export-sheet.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindBills } from './find-bills.tsx'
import { groupByMonth } from './group-by-month.ts'
import { MonthOfBills } from './month-of-bills.tsx'
import styles from './bills.module.css'

/** The bills by month, newest first: searched while typing, narrowed by chips and sheet, all of it kept in the address. */
export const BillsPage = () => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('bills')
  const { t: common } = useTranslation()
  const search = useAddressSearch<BillFilter & { find: boolean }>()
  const go = useGo()
  const [exporting, setExporting] = useState(false)
  const [hidden] = useHidden()
  const filter = filterOf(search)
  const narrowed = isNarrowed(filter)

  const bills = useInfiniteQuery({
    ...apiPages('listTransactions', { query: { limit: 30, ...queryOf(filter) } }),
    placeholderData: keepPreviousData,
  })
  const change = (next: BillFilter) => go(paths.bills({ ...filter, ...next }), { replace: true })

  const more = () => {
    if (bills.hasNextPage && !bills.isFetchingNextPage && !bills.isFetchNextPageError) void bills.fetchNextPage()
  }
  const end = useInView(more)
  useEffect(() => {
    if (search.find) document.getElementById('find-bills')?.focus()
  }, [search.find])

  const totals = new Map(bills.data?.pages.flatMap((page) => page.months).map((total) => [total.month, total]))
  const months = groupByMonth(bills.data?.pages.flatMap((page) => page.items) ?? [])
  const count = months.reduce((sum, group) => sum + group.bills.length, 0)

  return (
    <Page
      title={t('bills.title')}
      readAt={bills.dataUpdatedAt || undefined}
      head={
        <>
          <TopBar
            end={
              <>
                <Link
                  {...paths.spending(filter.month)}
                  className={iconButtonClass}
                  aria-label={words('spending')}
                  title={words('spending')}
                >
                  <Icon name="chart" />
                </Link>
                <IconButton icon="file" label={words('export')} onClick={() => setExporting(true)} />
              </>
            }
          >
            <h1 className="t2">{t('bills.title')}</h1>
          </TopBar>
          <FindBills q={filter.q} onChange={(q) => change({ q })} />
        </>
      }
      tabs={<TabBar />}
    >
      <PullDown onRefresh={() => bills.refetch()}>
        <div className="col-y g3">
          <FilterBar filter={filter} onChange={change} />
          {narrowed && (
            <div className={styles['found']}>
              <output className="t6 c2">
                {bills.isPlaceholderData || !bills.data
                  ? words('filter.searching')
                  : bills.hasNextPage
                    ? words('filter.foundMore', { count })
                    : words('filter.found', { count })}
              </output>
              <Button
                kind="plain"
                size="small"
                onClick={() => go(paths.bills({ month: filter.month }), { replace: true })}
              >
                {words('filter.clear')}
              </Button>
            </div>
          )}

          <Waiting reads={[bills]} title={t('bills.failedToOpen')}>
            <SkeletonRows rows={6} />
          </Waiting>
          {months.map((group) => (
            <MonthOfBills
              key={group.month}
              group={group}
              total={narrowed ? undefined : totals.get(group.month)}
              hidden={hidden}
            />
          ))}
          {bills.data && months.length === 0 && (
            <Card>
              {narrowed || filter.month ? (
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
      <ExportSheet open={exporting} month={filter.month} onClose={() => setExporting(false)} />
    </Page>
  )
}
