import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Order, TopUp, Wallet } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney, formatRoundMoney } from '#shared/money/format-money.ts'
import { amountText, parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { CardChoice, offered } from '../../parts/card-choice.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { Trouble } from '../../parts/money-sheet/trouble.tsx'
import { useMoneyAction } from '../../parts/money-sheet/use-money-action.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { Section } from '../../parts/section.tsx'
import { paths } from '../../paths.ts'
import { TopUpResult } from './top-up-result.tsx'
import styles from './wallet.module.css'

/** Common amounts, in minor units. */
const QUICK = [10_000, 20_000, 50_000, 100_000]

/** Moves money from a card to the balance; an order that waits to be paid is gone on with afterwards. */
export const TopUpPage = () => {
  const { t } = useTranslation('customer')
  const search = useAddressSearch<{ amount: number; order: string }>()
  const wallet = useQuery(apiQuery('getWallet', {}))
  const order = useQuery({
    ...apiQuery('getOrder', { params: { order_id: search.order ?? '' } }),
    enabled: search.order !== undefined,
  })
  const [done, setDone] = useState<TopUp | null>(null)
  const waiting = order.data?.status === 'open' ? order.data : undefined
  if (done) return <TopUpResult made={done} order={waiting} onAgain={() => setDone(null)} />
  if (wallet.data) {
    return (
      <TopUpForm wallet={wallet.data} order={waiting} amount={search.amount} orderId={search.order} onDone={setDone} />
    )
  }
  return (
    <Page title={t('topUp.title')}>
      <Waiting reads={[wallet]} title={t('topUp.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={2} />
      </Waiting>
    </Page>
  )
}

const TopUpForm = ({
  wallet,
  order,
  orderId,
  amount: wanted,
  onDone,
}: {
  wallet: Wallet
  order: Order | undefined
  orderId: string | undefined
  amount: number | undefined
  onDone: (made: TopUp) => void
}) => {
  const { t } = useTranslation('customer')
  const online = useOnline()
  const queryClient = useQueryClient()
  const [cardId, setCardId] = useState(offered(wallet.cards)[0]?.id)
  const [typed, setTyped] = useState(wanted === undefined ? '' : amountText(wanted))
  const topUp = useMoneyAction('topUp', {
    about: {
      amount: { amount: parseAmount(typed) ?? 0, currency: 'CNY' },
      name: { zh: '余额', en: 'your balance' },
    },
    onDone: (made) => {
      for (const changed of ['getWallet', 'listTransactions', 'diagnosePayment']) {
        void queryClient.invalidateQueries({ queryKey: [changed] })
      }
      onDone(made)
    },
  })
  const minor = parseAmount(typed)
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }
  const short = order ? order.amount.amount - wallet.balance.amount : 0
  const after = { amount: wallet.balance.amount + (minor ?? 0), currency: 'CNY' as const }

  if (wallet.cards.length === 0) {
    return (
      <Page title={t('topUp.title')}>
        <Card>
          <EmptyState
            title={t('topUp.needCard')}
            hint={t('topUp.needCardHint')}
            action={
              <Link {...paths.addCard(orderId)} className={buttonClass({ kind: 'primary' })}>
                <Icon name="plus" size={20} />
                {t('cards.add')}
              </Link>
            }
          />
        </Card>
      </Page>
    )
  }
  return (
    <Page
      title={t('topUp.title')}
      back={order ? paths.checkout(order.id) : paths.home()}
      foot={
        <Button
          kind="primary"
          wide
          busy={topUp.busy}
          disabled={!amount || !cardId || !online || topUp.state.kind === 'lost'}
          onClick={() => amount && cardId && topUp.send({ body: { card_id: cardId, amount } })}
        >
          {topUp.busy
            ? t('topUp.working')
            : amount
              ? t('topUp.submit', { amount: formatMoney(amount) })
              : t('topUp.submitEmpty')}
        </Button>
      }
    >
      <Card>
        <div className={styles['amount']}>
          <AmountField label={t('topUp.amount')} value={typed} onChange={setTyped} describedBy="top-up-after" />
          <p id="top-up-after" className="t6 c3" style={{ marginTop: 8 }}>
            {minor === undefined
              ? t('topUp.balanceNow', { amount: formatMoney(wallet.balance) })
              : t('topUp.after', { amount: formatMoney(after) })}
          </p>
        </div>
        <fieldset className={styles['quick']} style={{ border: 0, margin: 0 }} aria-label={t('topUp.quick')}>
          {short > 0 && (
            <button
              type="button"
              className={styles['gap']}
              aria-pressed={minor === short}
              onClick={() => setTyped(amountText(short))}
            >
              {t('topUp.short', { amount: formatMoney({ amount: short, currency: 'CNY' }) })}
            </button>
          )}
          {QUICK.slice(0, short > 0 ? 2 : 4).map((quick) => (
            <button
              key={quick}
              type="button"
              aria-pressed={minor === quick}
              onClick={() => setTyped(amountText(quick))}
            >
              {formatRoundMoney({ amount: quick, currency: 'CNY' })}
            </button>
          ))}
        </fieldset>
      </Card>

      <Section title={t('topUp.card')} />
      <Card role="radiogroup" aria-label={t('topUp.card')}>
        {offered(wallet.cards).map((card) => (
          <CardChoice key={card.id} card={card} checked={card.id === cardId} onPick={() => setCardId(card.id)} />
        ))}
      </Card>
      {order && <p className="t6 c3 center">{t('topUp.thenPayNote', { amount: formatMoney(order.amount) })}</p>}
      {(topUp.state.kind === 'lost' || topUp.state.kind === 'absent' || topUp.state.kind === 'offline') && (
        <Card>
          <Trouble state={topUp.state} onAsk={topUp.ask} onAgain={topUp.again} />
        </Card>
      )}
      <FormError error={topUp.state.kind === 'refused' ? topUp.state.error : null} />
    </Page>
  )
}
