import { useQuery } from '@tanstack/react-query'
import type { Wallet } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { amountText, parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, useGo } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { CardChoice, offered } from '../../parts/card-choice.tsx'
import { MoneySheet } from '../../parts/money-sheet/money-sheet.tsx'
import { Section } from '../../parts/section.tsx'
import { useMe } from '../../parts/use-me.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import styles from '../wallet/wallet.module.css'

type Search = { amount: number; card: string; verify: boolean }

/** Moves money from the balance to a card. */
export const WithdrawPage = () => {
  const { t } = useTranslation('money')
  const { t: words } = useTranslation('customer')
  const wallet = useQuery(apiQuery('getWallet', {}))
  if (wallet.data && wallet.data.cards.length > 0) return <WithdrawForm wallet={wallet.data} />
  return (
    <Page title={t('withdraw.title')}>
      <Waiting reads={[wallet]} title={t('withdraw.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={2} />
      </Waiting>
      {wallet.data && (
        <Card>
          <EmptyState
            title={t('withdraw.needCard')}
            hint={t('withdraw.needCardHint')}
            action={
              <Link {...paths.addCard()} className={buttonClass({ kind: 'primary' })}>
                <Icon name="plus" size={20} />
                {words('cards.add')}
              </Link>
            }
          />
        </Card>
      )}
    </Page>
  )
}

const WithdrawForm = ({ wallet }: { wallet: Wallet }) => {
  const { t } = useTranslation('money')
  const { t: words } = useTranslation('customer')
  const { text } = useFormat()
  const search = useAddressSearch<Search>()
  const me = useMe()
  const go = useGo()
  const online = useOnline()
  const cards = offered(wallet.cards)
  const [picked, setPicked] = useState(search.card)
  const card = cards.find((one) => one.id === picked) ?? cards[0]
  const [typed, setTyped] = useState(search.amount === undefined ? '' : amountText(search.amount))
  const [sending, setSending] = useState(false)
  const minor = parseAmount(typed)
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }
  const over = (minor ?? 0) - wallet.balance.amount
  const unset = me.payment_password === 'unset'
  const cardName = card && { zh: `${card.bank_name.zh} (${card.last4})`, en: `${card.bank_name.en} (${card.last4})` }

  const standing = {
    text:
      wallet.balance.amount === 0
        ? t('withdraw.nothing')
        : minor === undefined
          ? t('withdraw.available', { amount: formatMoney(wallet.balance) })
          : over > 0
            ? t('withdraw.short', {
                amount: formatMoney(wallet.balance),
                short: formatMoney({ amount: over, currency: 'CNY' }),
              })
            : t('withdraw.after', { amount: formatMoney({ amount: -over, currency: 'CNY' }) }),
    tone: over > 0 ? 'c-wait' : 'c3',
  }
  return (
    <Page
      title={t('withdraw.title')}
      foot={
        <Button
          kind="primary"
          wide
          disabled={!unset && (!amount || over > 0 || !online)}
          onClick={() => (unset ? go(paths.payPassword()) : setSending(true))}
        >
          {unset
            ? words('checkout.setPassword')
            : amount
              ? t('withdraw.submit', { amount: formatMoney(amount) })
              : t('withdraw.submitEmpty')}
        </Button>
      }
    >
      <Card>
        <div className={styles['amount']}>
          <AmountField label={t('withdraw.amount')} value={typed} onChange={setTyped} describedBy="withdraw-standing" />
          <div className="row-x between g3" style={{ marginTop: 8, minHeight: 36 }}>
            <span id="withdraw-standing" className={`t6 ${standing.tone}`}>
              {standing.text}
            </span>
            <Button
              size="small"
              disabled={wallet.balance.amount === 0}
              onClick={() => setTyped(amountText(wallet.balance.amount))}
            >
              {t('withdraw.all')}
            </Button>
          </div>
        </div>
      </Card>
      <Section title={t('withdraw.card')} />
      <Card role="radiogroup" aria-label={t('withdraw.card')}>
        {cards.map((one) => (
          <CardChoice key={one.id} card={one} checked={one.id === card?.id} onPick={() => setPicked(one.id)} />
        ))}
      </Card>
      <Card padded className="row-x top g3">
        <Tile icon="clock" tone="info" />
        <div className="grow">
          <p>{t('withdraw.arrival')}</p>
          <p className="t6 c2">{t('withdraw.how')}</p>
        </div>
      </Card>
      {amount && card && cardName && (
        <MoneySheet
          open={sending}
          onClose={() => setSending(false)}
          title={t('withdraw.confirmTitle')}
          operation="withdraw"
          amount={amount}
          name={cardName}
          stepUp={search.verify}
          note={t('withdraw.to', { card: text(cardName) })}
          confirms={{ operation: 'withdraw', card_id: card.id, amount }}
          inputOf={(proof) => ({ body: { card_id: card.id, amount, ...proof } })}
          onDone={(made) => go(paths.withdrawal(made.id), { replace: true })}
        />
      )}
    </Page>
  )
}
