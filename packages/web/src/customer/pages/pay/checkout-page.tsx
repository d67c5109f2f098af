import { useQuery } from '@tanstack/react-query'
import type { Card as BankCard, Order, PaymentMethod, Wallet } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { Link, useGo, usePathPart } from '../../navigation.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { Section } from '../../parts/section.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import { PaySheet } from './pay-sheet.tsx'
import rows from '../../parts/row.module.css'
import styles from './pay.module.css'

/** An order, the ways to pay it, and the one button that does. */
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

const BALANCE = 'balance'

const Checkout = ({ order, wallet }: { order: Order; wallet: Wallet }) => {
  const { t } = useTranslation('customer')
  const { text, deadline } = useFormat()
  const me = useMe()
  const go = useGo()
  const online = useOnline()
  const now = useNow()
  const [picked, setPicked] = useState(BALANCE)
  const [paying, setPaying] = useState(false)
  const amount = formatMoney(order.amount)
  const short = order.amount.amount - wallet.balance.amount
  const over = order.status === 'closed' || (order.status === 'open' && Date.parse(order.expires_at) <= now)
  const method: PaymentMethod = picked === BALANCE ? { type: 'balance' } : { type: 'card', card_id: picked }

  const pay = () => (me.payment_password === 'unset' ? go(paths.payPassword(order.id)) : setPaying(true))

  return (
    <Page
      title={t('checkout.title')}
      back={paths.merchant(order.merchant.id)}
      foot={
        order.status === 'paid' && order.payment_id ? (
          <Link {...paths.payment(order.payment_id)} className={buttonClass({ kind: 'primary', wide: true })}>
            {t('checkout.paidAction')}
          </Link>
        ) : over ? (
          <Link {...paths.merchant(order.merchant.id)} className={buttonClass({ kind: 'primary', wide: true })}>
            {t('checkout.overAction')}
          </Link>
        ) : (
          <>
            <Button kind="primary" wide disabled={!online} onClick={pay}>
              {me.payment_password === 'unset' ? t('checkout.setPassword') : t('checkout.submit', { amount })}
            </Button>
            <p className={`t6 c3 ${styles['note']}`}>
              {!online
                ? t('checkout.offline')
                : me.payment_password === 'unset'
                  ? t('checkout.setPasswordHint')
                  : t('checkout.safe')}
            </p>
          </>
        )
      }
    >
      <div className={styles['amount']}>
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
        <div className={`t6 ${over ? 'c-wait' : 'c3'}`}>
          {order.status === 'paid'
            ? t('checkout.paid')
            : over
              ? t('checkout.over')
              : t('checkout.hold', { time: deadline(order.expires_at) })}
        </div>
      </div>

      {order.status === 'open' && !over && (
        <>
          <Section title={t('checkout.method')} />
          <Card role="radiogroup" aria-label={t('checkout.method')}>
            <label className={styles['offer']}>
              <Tile icon="wallet" tone={short <= 0 ? 'ok' : 'neutral'} />
              <span className="grow">
                <span style={{ display: 'block' }}>{t('checkout.balance')}</span>
                <span className={`t6 ${short > 0 ? 'c-wait' : 'c3'}`} style={{ display: 'block' }}>
                  {short > 0
                    ? t('checkout.balanceShort', {
                        amount: formatMoney(wallet.balance),
                        short: formatMoney({ amount: short, currency: 'CNY' }),
                      })
                    : t('checkout.balanceHas', { amount: formatMoney(wallet.balance) })}
                </span>
              </span>
              <input
                type="radio"
                name="method"
                className={styles['radio']}
                checked={picked === BALANCE}
                onChange={() => setPicked(BALANCE)}
              />
            </label>
            {wallet.cards.map((card) => (
              <CardChoice key={card.id} card={card} checked={picked === card.id} onPick={() => setPicked(card.id)} />
            ))}
            <Link {...paths.addCard(order.id)} className={rows['row']}>
              <Tile icon="plus" />
              <span className="grow c-accent">{t('checkout.addCard')}</span>
              <span className="c3">
                <Icon name="right" size={18} />
              </span>
            </Link>
          </Card>
          {picked === BALANCE && short > 0 && (
            <Link
              {...paths.topUp({ amount: short, order: order.id })}
              className={buttonClass({ kind: 'accent', wide: true })}
            >
              <Icon name="top-up" size={20} />
              {t('checkout.topUpFirst', { amount: formatMoney({ amount: short, currency: 'CNY' }) })}
            </Link>
          )}
        </>
      )}
      <PaySheet key={String(paying)} open={paying} order={order} method={method} onClose={() => setPaying(false)} />
    </Page>
  )
}

const CardChoice = ({ card, checked, onPick }: { card: BankCard; checked: boolean; onPick: () => void }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  return (
    <label className={styles['offer']}>
      <Tile icon="bank" />
      <span className="grow">
        <span style={{ display: 'block' }}>
          {text(card.bank_name)} ({card.last4})
        </span>
        <span className="t6 c3" style={{ display: 'block' }}>
          {t(card.kind === 'credit' ? 'cards.credit' : 'cards.debit')}
        </span>
      </span>
      <input type="radio" name="method" className={styles['radio']} checked={checked} onChange={onPick} />
    </label>
  )
}
