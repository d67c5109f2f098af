import { failures } from '@topay/contract/web'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Pill, Tile } from '#shared/ui/surface.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { moneyStatus } from '../inbox/case-status.ts'
import type { PaymentCardData } from './types.ts'
import styles from './conversation.module.css'

/** A payment that the case is about, as it stood when it was posted. */
export const PaymentCard = ({ card }: { card: PaymentCardData }) => {
  const { t } = useTranslation('desk')
  const { text, moment } = useFormat()
  const status = moneyStatus(card)
  const cause = card.failure_code === null ? null : failures[card.failure_code]
  return (
    <div className={styles['card']}>
      <div className={styles['cardLine']}>
        <Tile icon={categoryIcon(card.category)} />
        <div className="grow">
          <div className="strong ellipsis">{text(card.merchant)}</div>
          <div className="t7 c3">{moment(card.created_at)}</div>
        </div>
        <span className="t3 nowrap">{formatMoney(card.amount)}</span>
      </div>
      <div className={styles['cardFoot']}>
        <span className="c2">{cause === null ? t('card.payment') : text(cause)}</span>
        <Pill tone={status.tone}>{t(status.text)}</Pill>
      </div>
    </div>
  )
}
