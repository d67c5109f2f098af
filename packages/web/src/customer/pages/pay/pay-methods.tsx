import type { Order, PaymentMethod, Wallet } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { CardChoice, offered, RadioRow } from '../../parts/card-choice.tsx'
import { Section } from '../../parts/section.tsx'
import { paths } from '../../paths.ts'
import { defaultWay, methodOf, type Way } from './way.ts'
import rows from '../../parts/row.module.css'

const cny = (amount: number) => ({ amount, currency: 'CNY' as const })

/** The way that is picked, and the method it stands for. */
export const useWay = (order: Order, wallet: Wallet, wanted: 'balance' | 'card' | undefined) => {
  const cards = offered(wallet.cards)
  const [picked, setPicked] = useState<Way>()
  // What a mixed payment takes the rest from.
  const [restCard, setRestCard] = useState<string>()
  const way = picked ?? defaultWay(order.amount.amount, wallet.balance.amount, cards, wanted)
  const rest = cards.find((card) => card.id === restCard) ?? cards[0]
  const method: PaymentMethod = methodOf(way, rest?.id)
  return { way, setWay: setPicked, rest, setRest: setRestCard, cards, method }
}

/** The ways to pay: balance, both, or one of the cards; where the balance is short, how much is missing. */
export const PayMethods = ({
  order,
  wallet,
  chosen,
}: {
  order: Order
  wallet: Wallet
  chosen: ReturnType<typeof useWay>
}) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const { text } = useFormat()
  const { way, setWay, rest, setRest, cards } = chosen
  const balance = wallet.balance.amount
  const short = order.amount.amount - balance
  const canMix = short > 0 && balance > 0 && rest !== undefined
  return (
    <>
      <Section title={t('checkout.method')} />
      <Card role="radiogroup" aria-label={t('checkout.method')}>
        <RadioRow
          name="method"
          icon="wallet"
          iconTone={short <= 0 ? 'ok' : 'neutral'}
          title={t('checkout.balance')}
          hintTone={short > 0 ? 'c-wait' : 'c3'}
          hint={
            short > 0
              ? t('checkout.balanceShort', { amount: formatMoney(wallet.balance), short: formatMoney(cny(short)) })
              : t('checkout.balanceHas', { amount: formatMoney(wallet.balance) })
          }
          checked={way === 'balance'}
          onPick={() => setWay('balance')}
        />
        {canMix && (
          <RadioRow
            name="method"
            icon="transfer"
            title={words('checkout.mix')}
            hint={words('checkout.mixSplit', {
              balance: formatMoney(wallet.balance),
              card: `${text(rest.bank_name)} (${rest.last4})`,
              rest: formatMoney(cny(short)),
            })}
            checked={way === 'mix'}
            onPick={() => setWay('mix')}
          />
        )}
        {cards.map((card) => (
          <CardChoice
            key={card.id}
            name="method"
            card={card}
            checked={way === card.id}
            onPick={() => setWay(card.id as `card_${string}`)}
          />
        ))}
        <Link {...paths.addCard(order.id)} className={rows['row']}>
          <Tile icon="plus" />
          <span className="grow c-accent">{t('checkout.addCard')}</span>
          <span className="c3">
            <Icon name="right" size={18} />
          </span>
        </Link>
      </Card>
      {way === 'mix' && cards.length > 1 && (
        <>
          <Section title={words('checkout.mixCard')} />
          <Card role="radiogroup" aria-label={words('checkout.mixCard')}>
            {cards.map((card) => (
              <CardChoice
                key={card.id}
                name="rest"
                card={card}
                checked={rest?.id === card.id}
                onPick={() => setRest(card.id)}
              />
            ))}
          </Card>
        </>
      )}
      {way === 'balance' && short > 0 && (
        <Link
          {...paths.topUp({ amount: short, order: order.id })}
          className={buttonClass({ kind: 'accent', wide: true })}
        >
          <Icon name="top-up" size={20} />
          {t('checkout.topUpFirst', { amount: formatMoney(cny(short)) })}
        </Link>
      )}
    </>
  )
}
