import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { Logo } from '#shared/icons/marks.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { iconButtonClass } from '#shared/ui/icon-button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Page, TopBar } from '../../layout/page.tsx'
import { PullDown } from '../../layout/pull-down.tsx'
import { TabBar } from '../../layout/tab-bar.tsx'
import { Link, type Target } from '../../navigation.tsx'
import { BillRow } from '../../parts/bill-row.tsx'
import { MaintenanceBanner } from '../../parts/maintenance-banner.tsx'
import { Section } from '../../parts/section.tsx'
import { useAttention } from '../../parts/use-attention.ts'
import { useHidden } from '../../parts/use-hidden.ts'
import { useMe } from '../../parts/use-me.ts'
import { useServiceStatus } from '../../parts/use-service-status.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { useUnread } from '../../parts/use-unread.ts'
import { paths } from '../../paths.ts'
import { AttentionCard } from './attention-card.tsx'
import { BalanceCard } from './balance-card.tsx'
import { StartCard } from './start-card.tsx'
import styles from './home.module.css'

const RECENT = apiQuery('listTransactions', { query: { limit: 5 } })

export const HomePage = () => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const me = useMe()
  const queryClient = useQueryClient()
  const wallet = useQuery(apiQuery('getWallet', {}))
  const recent = useQuery(RECENT)
  const attention = useAttention()
  const unread = useUnread()
  const [hidden] = useHidden()
  const until = useServiceStatus()

  const quick = [
    { icon: 'scan', label: t('home.scan'), target: paths.scan() },
    { icon: 'qr', label: t('home.receive'), target: paths.receive() },
    { icon: 'transfer', label: t('home.transfer'), target: paths.transfer() },
    { icon: 'store', label: t('home.pay'), target: paths.pay() },
    { icon: 'card', label: t('home.cards'), target: paths.cards() },
    { icon: 'inbox', label: t('home.requests'), target: paths.requests() },
    { icon: 'chart', label: t('home.limits'), target: paths.limits() },
    { icon: 'lock', label: t('home.payPassword'), target: paths.payPassword() },
  ] satisfies { icon: IconName; label: string; target: Target }[]

  return (
    <Page
      title={t('home.title')}
      readAt={wallet.dataUpdatedAt || undefined}
      head={
        <TopBar
          end={
            <>
              <Link to="/bills" search={{ find: true }} className={iconButtonClass} aria-label={common('search')}>
                <Icon name="search" />
              </Link>
              <Link
                {...paths.support()}
                className={classes(iconButtonClass, styles['bell'])}
                aria-label={unread > 0 ? t('home.messagesUnread', { count: unread }) : t('home.messages')}
              >
                <Icon name="bell" />
                {unread > 0 && <i className={styles['dot']} />}
              </Link>
            </>
          }
        >
          <h1 className="row-x g2" style={{ fontSize: 19, letterSpacing: '-.02em' }}>
            <Logo size={28} />
            Topay
          </h1>
        </TopBar>
      }
      tabs={<TabBar />}
    >
      <PullDown onRefresh={() => queryClient.invalidateQueries()}>
        <div className="col-y g3">
          <Waiting reads={[wallet]} title={common('error.page')}>
            <BalanceCard wallet={undefined} />
          </Waiting>
          {wallet.data && <BalanceCard wallet={wallet.data} />}
          {until !== null && <MaintenanceBanner until={until} />}
          <Card>
            <nav className={styles['quick']} aria-label={t('home.title')}>
              {quick.map(({ icon, label, target }) => (
                <Link key={icon} {...target}>
                  <Icon name={icon} size={28} />
                  {label}
                </Link>
              ))}
            </nav>
          </Card>
          {wallet.data && recent.data && (
            <StartCard me={me} wallet={wallet.data} hasBills={recent.data.items.length > 0} />
          )}
          <AttentionCard items={attention.items} />
          {wallet.data && <Section title={t('home.recent')} link={{ ...paths.bills(), label: t('home.allBills') }} />}
          {recent.data ? (
            <Card>
              {recent.data.items.map((bill) => (
                <BillRow key={bill.id} bill={bill} hidden={hidden} />
              ))}
              {recent.data.items.length === 0 && (
                <EmptyState
                  title={t('home.noBills')}
                  hint={t('home.noBillsHint')}
                  action={
                    <Link {...paths.pay()} className={buttonClass({ kind: 'accent', size: 'small' })}>
                      {t('home.noBillsAction')}
                    </Link>
                  }
                />
              )}
            </Card>
          ) : (
            wallet.data && (
              <Waiting reads={[recent]} title={t('bills.failedToOpen')}>
                <SkeletonRows rows={4} />
              </Waiting>
            )
          )}
        </div>
      </PullDown>
    </Page>
  )
}
