import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Merchant } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { useGo, usePathPart } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { FormError } from '../../parts/form-error.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { Section } from '../../parts/section.tsx'
import { paths } from '../../paths.ts'
import styles from './pay.module.css'

export const MerchantPage = () => {
  const { t } = useTranslation('customer')
  const merchantId = usePathPart('merchantId')
  const merchants = useQuery(apiQuery('listMerchants', {}))
  const merchant = merchants.data?.items.find((one) => one.id === merchantId)
  if (merchant) return <Goods merchant={merchant} />
  return (
    <Page title={t('pay.title')} back={paths.pay()}>
      <Waiting reads={[merchants]} title={t('pay.failedToOpen')}>
        <SkeletonRows rows={4} />
      </Waiting>
      {merchants.data && <EmptyState title={t('pay.merchantGone')} />}
    </Page>
  )
}

const OWN = 'own'

/** What the merchant sells, or an amount of one's own; one button places the order. */
const Goods = ({ merchant }: { merchant: Merchant }) => {
  const { t } = useTranslation('customer')
  const { text, language } = useFormat()
  const go = useGo()
  const online = useOnline()
  const queryClient = useQueryClient()
  const [picked, setPicked] = useState<string>(merchant.offers.length > 0 ? '0' : OWN)
  const [amountText, setAmountText] = useState('')
  const [what, setWhat] = useState('')
  const order = useApiMutation('createOrder', {
    onSuccess: (made) => {
      queryClient.setQueryData(apiQuery('getOrder', { params: { order_id: made.id } }).queryKey, made)
      go(paths.checkout(made.id))
    },
  })
  const offer = picked === OWN ? undefined : merchant.offers[Number(picked)]
  const minor = picked === OWN ? parseAmount(amountText) : offer?.amount.amount
  const description = offer ? text(offer.title) : what.trim() || text(merchant.name)
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }

  return (
    <Page
      title={text(merchant.name)}
      back={paths.pay()}
      foot={
        <Button
          kind="primary"
          wide
          disabled={!amount || !merchant.accepts_payments || !online}
          busy={order.isPending}
          onClick={() => amount && order.mutate({ body: { merchant_id: merchant.id, amount, description } })}
        >
          {amount ? t('pay.next', { amount: formatMoney(amount) }) : t('pay.nextEmpty')}
        </Button>
      }
    >
      {!merchant.accepts_payments && (
        <Card padded className="row-x g3">
          <Tile icon="store" tone="info" />
          {t('pay.merchantGone')}
        </Card>
      )}
      <Section title={t('pay.goods')} />
      <Card role="radiogroup" aria-label={t('pay.goods')}>
        {merchant.offers.map((one, index) => (
          <label key={one.title.zh + language} className={styles['offer']}>
            <Tile icon={categoryIcon(merchant.category)} />
            <span className="grow">{text(one.title)}</span>
            <span className="strong nowrap">{formatMoney(one.amount)}</span>
            <input
              type="radio"
              name="goods"
              className={styles['radio']}
              checked={picked === String(index)}
              onChange={() => setPicked(String(index))}
            />
          </label>
        ))}
        <label className={styles['offer']}>
          <Tile icon="wallet" />
          <span className="grow">
            <span style={{ display: 'block' }}>{t('pay.custom')}</span>
            <span className="t7 c3" style={{ display: 'block' }}>
              {t('pay.customHint')}
            </span>
          </span>
          <input
            type="radio"
            name="goods"
            className={styles['radio']}
            checked={picked === OWN}
            onChange={() => setPicked(OWN)}
          />
        </label>
      </Card>
      {picked === OWN && (
        <Card className={styles['own']}>
          <AmountField label={t('pay.amount')} value={amountText} onChange={setAmountText} />
          <Field
            label={t('pay.what')}
            placeholder={t('pay.whatPlaceholder')}
            maxLength={120}
            value={what}
            onChange={(event) => setWhat(event.target.value)}
          />
        </Card>
      )}
      <FormError error={order.error} />
    </Page>
  )
}
