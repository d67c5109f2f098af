import { useQuery } from '@tanstack/react-query'
import type { Merchant } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { MaintenanceBanner } from '../../parts/maintenance-banner.tsx'
import { useServiceStatus } from '../../parts/use-service-status.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'

const cheapest = (merchant: Merchant) =>
  merchant.offers.reduce<Merchant['offers'][number] | undefined>(
    (least, offer) => (least && least.amount.amount <= offer.amount.amount ? least : offer),
    undefined,
  )

/** The merchants that take payments: what scanning a code in a shop leads to. */
export const MerchantsPage = () => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const until = useServiceStatus()
  const merchants = useQuery(apiQuery('listMerchants', {}))
  return (
    <Page title={t('pay.title')} readAt={merchants.dataUpdatedAt || undefined}>
      {until !== null && <MaintenanceBanner until={until} />}
      <p className="t5 c2" style={{ padding: '0 4px' }}>
        {t('pay.lead')}
      </p>
      <Waiting reads={[merchants]} title={t('pay.failedToOpen')}>
        <SkeletonRows rows={7} />
      </Waiting>
      {merchants.data && (
        <Card>
          {merchants.data.items.length === 0 && <EmptyState title={t('pay.empty')} hint={t('pay.emptyHint')} />}
          {merchants.data.items.map((merchant) => {
            const from = cheapest(merchant)
            return (
              <Link key={merchant.id} {...paths.merchant(merchant.id)} className={rows['row']}>
                <Tile icon={categoryIcon(merchant.category)} />
                <span className="grow">
                  <span className="ellipsis" style={{ display: 'block' }}>
                    {text(merchant.name)}
                  </span>
                  <span className="t7 c3 ellipsis" style={{ display: 'block' }}>
                    {merchant.offers.map((offer) => text(offer.title)).join(' · ')}
                  </span>
                </span>
                {merchant.accepts_payments ? (
                  from && (
                    <span className="t6 c3 nowrap">
                      {merchant.offers.length > 1
                        ? t('pay.from', { amount: formatMoney(from.amount) })
                        : formatMoney(from.amount)}
                    </span>
                  )
                ) : (
                  <Pill>{t('pay.closed')}</Pill>
                )}
                <span className="c3">
                  <Icon name="right" size={18} />
                </span>
              </Link>
            )
          })}
        </Card>
      )}
    </Page>
  )
}
