import type { Message } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { Tile } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { paths } from '../../paths.ts'
import { failureWords } from '../wallet/failure-words.ts'
import styles from './chat.module.css'

type Card = NonNullable<Message['card']>

const MONEY = {
  no: 'moneyNo',
  yes: 'moneyYes',
  held: 'moneyHeld',
  unknown: 'moneyUnknown',
  returning: 'moneyReturning',
  returned: 'moneyReturned',
} as const
const STATUS = { failed: 'cardFailed', pending: 'cardChecking', unknown: 'cardChecking' } as const

/** Where the money of a payment is, in a word and its colour. */
export const useMoneyWord = () => {
  const { t } = useTranslation('customer')
  return (card: Pick<Card, 'money_moved' | 'status'>) => ({
    word: t(`chat.${card.status === 'succeeded' ? 'cardOk' : MONEY[card.money_moved]}`),
    tone: card.status === 'succeeded' || ['no', 'returned'].includes(card.money_moved) ? 'c-ok' : 'c-wait',
  })
}

/** The payment a conversation is about, as both sides see it; leads to the whole story. */
export const PaymentCard = ({ card }: { card: Card }) => {
  const { t } = useTranslation('customer')
  const { text, moment, language } = useFormat()
  const money = useMoneyWord()(card)
  return (
    <Link {...paths.payment(card.payment_id)} className={styles['card']}>
      <span className="row-x g3">
        <Tile icon={categoryIcon(card.category)} />
        <span className="grow">
          <span className="strong ellipsis" style={{ display: 'block' }}>
            {text(card.merchant)}
          </span>
          <span className="t7 c3" style={{ display: 'block' }}>
            {moment(card.created_at)}
          </span>
        </span>
        <span style={{ textAlign: 'right', flex: 'none' }}>
          <span className="t3" style={{ display: 'block' }}>
            {formatMoney(card.amount)}
          </span>
          <span className={`t7 ${money.tone}`} style={{ display: 'block' }}>
            {money.word}
          </span>
        </span>
      </span>
      <span className={`t6 ${styles['cardFoot']}`}>
        <span className="c2">
          {failureWords(card.failure_code, language) ??
            (card.status === 'succeeded' ? '' : t(`chat.${STATUS[card.status]}`))}
        </span>
        <span className="row-x g1 nowrap">
          {t('chat.seePayment')}
          <Icon name="right" size={16} />
        </span>
      </span>
    </Link>
  )
}
