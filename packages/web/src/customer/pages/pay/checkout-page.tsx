import { useQuery } from '@tanstack/react-query'
import type { Order, Wallet } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, useGo, usePathPart } from '../../navigation.tsx'
import { MaintenanceBanner } from '../../parts/maintenance-banner.tsx'
import { MoneySheet } from '../../parts/money-sheet/money-sheet.tsx'
import { QrCode } from '#shared/ui/qr-code.tsx'
import { useLost } from '../../parts/use-lost.ts'
import { useMe } from '../../parts/use-me.ts'
import { useServiceStatus } from '../../parts/use-service-status.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { orderState, returnHost, type OrderState } from './order-state.ts'
import { PayMethods, useWay } from './pay-methods.tsx'
import { TermsCard } from './terms-card.tsx'
import styles from './pay.module.css'

type Search = { method: 'balance' | 'card'; verify: boolean }

/** An order, the terms it is paid under, the ways to pay it, and the one button that does. */
export const CheckoutPage = () => {
  const { t } = useTranslation('customer')
  const params = { order_id: usePathPart('orderId') }
  const order = useQuery({ ...apiQuery('getOrder', { params }), staleTime: 0 })
  const wallet = useQuery(apiQuery('getWallet', {}))
  if (order.data && wallet.data) return <Checkout order={order.data} wallet={wallet.data} />
  return (
    <Page title={t('checkout.title')} back={paths.pay()}>
      <Waiting reads={[order, wallet]} title={t('checkout.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={3} />
      </Waiting>
    </Page>
  )
}

const Checkout = ({ order, wallet }: { order: Order; wallet: Wallet }) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const { text } = useFormat()
  const search = useAddressSearch<Search>()
  const me = useMe()
  const go = useGo()
  const online = useOnline()
  const state = orderState(order, useNow())
  const chosen = useWay(order, wallet, search.method)
  const [paying, setPaying] = useState(false)
  const until = useServiceStatus()
  const checking = useLost('payOrder', order.id)
  const host = returnHost(order)
  const open = state === 'open'
  const unset = me.payment_password === 'unset'
  const amount = formatMoney(order.amount)

  return (
    <Page
      title={t('checkout.title')}
      back={paths.merchant(order.merchant.id)}
      foot={
        <>
          {open ? (
            <Button
              kind="primary"
              wide
              disabled={!online || checking}
              onClick={() => (unset ? go(paths.payPassword(order.id)) : setPaying(true))}
            >
              {checking
                ? words('sheet.checking')
                : unset
                  ? t('checkout.setPassword')
                  : t('checkout.submit', { amount })}
            </Button>
          ) : (
            <EndAction order={order} state={state} host={host} />
          )}
          {open && (
            <p className={`t6 c3 ${styles['note']}`}>
              {online ? t(unset ? 'checkout.setPasswordHint' : 'checkout.safe') : t('checkout.offline')}
              {!online && (
                <>
                  {' · '}
                  <Link {...paths.network()}>{words('sheet.test')}</Link>
                </>
              )}
            </p>
          )}
          {host && order.return_url && open && (
            <a className={styles['leave']} href={order.return_url} rel="noreferrer">
              {words('checkout.cancel', { host })}
            </a>
          )}
        </>
      }
    >
      <div className={styles['columns']} data-wide>
        <div className="col-y g3">
          <OrderHead order={order} state={state} />
          {order.refund_terms && <TermsCard terms={order.refund_terms} />}
          {open && <PhoneCard url={order.checkout_url} />}
        </div>
        <div className="col-y g3">
          {open && until !== null && <MaintenanceBanner until={until} />}
          {open && <PayMethods order={order} wallet={wallet} chosen={chosen} />}
        </div>
      </div>
      <MoneySheet
        open={paying}
        onClose={() => setPaying(false)}
        title={t('checkout.passwordTitle')}
        operation="payOrder"
        amount={order.amount}
        name={order.merchant.name}
        stepUp={search.verify}
        note={`${text(order.merchant.name)} · ${order.description}`}
        confirms={{ operation: 'pay_order', order_id: order.id }}
        inputOf={(proof) => ({ params: { order_id: order.id }, body: { method: chosen.method, ...proof } })}
        onDone={(paid) =>
          go(paid.status === 'succeeded' ? paths.paid(paid.id) : paths.payment(paid.id), { replace: true })
        }
      />
    </Page>
  )
}

/** Who, how much, what for, and how long the order waits. */
const OrderHead = ({ order, state }: { order: Order; state: OrderState }) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const { text, deadline, span } = useFormat()
  const left = Date.parse(order.expires_at) - useNow()
  const says = {
    open: `${t('checkout.hold', { time: deadline(order.expires_at) })} · ${words('checkout.left', { span: span(left) })}`,
    over: t('checkout.over'),
    closed: words('checkout.closed'),
    paid: t('checkout.paid'),
    paid_by_other: words('checkout.otherPaid'),
  }[state]
  return (
    <section className={styles['amount']}>
      <div className="row-x g2" style={{ justifyContent: 'center' }}>
        <Tile icon={categoryIcon(order.merchant.category)} size="small" />
        <span>{t('checkout.to', { merchant: text(order.merchant.name) })}</span>
      </div>
      <div className="t-hero" style={{ marginTop: 4 }}>
        <Amount money={order.amount} />
      </div>
      <div className="t6 c2" style={{ marginTop: 6 }}>
        {order.description}
      </div>
      {order.merchant_reference && (
        <div className="t7 c3">
          {words('checkout.reference')} {order.merchant_reference}
        </div>
      )}
      <div
        className={`t6 ${state === 'open' ? 'c3' : state === 'paid' ? 'c-ok' : 'c-wait'}`}
        data-testid={`order-${state}`}
      >
        {says}
      </div>
    </section>
  )
}

/** What is left to do with an order that cannot be paid here any more. */
const EndAction = ({ order, state, host }: { order: Order; state: OrderState; host: string | null }) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const look = buttonClass({ kind: 'primary', wide: true })
  if (state === 'paid' && order.payment_id) {
    return (
      <Link {...paths.payment(order.payment_id)} className={look}>
        {t('checkout.paidAction')}
      </Link>
    )
  }
  if (host && order.return_url) {
    return (
      <a className={look} href={order.return_url} rel="noreferrer">
        {words('checkout.back', { host })}
      </a>
    )
  }
  return (
    <Link {...(state === 'paid_by_other' ? paths.home() : paths.merchant(order.merchant.id))} className={look}>
      {state === 'paid_by_other' ? t('topUp.done') : t('checkout.overAction')}
    </Link>
  )
}

/** On a wide screen: the same order on the phone. */
const PhoneCard = ({ url }: { url: string }) => {
  const { t } = useTranslation('money')
  return (
    <Card padded className={styles['phone']}>
      <span className={styles['paper']}>
        <QrCode text={url} label={t('checkout.phoneQr')} width={120} />
      </span>
      <div className="grow">
        <h2 className="t5">{t('checkout.phone')}</h2>
        <p className="t6 c2">{t('checkout.phoneHint')}</p>
      </div>
    </Card>
  )
}
