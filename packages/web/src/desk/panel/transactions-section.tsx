import { failures } from '@topay/contract/web'
import type { Transaction } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { ListAmount } from '#shared/ui/amount.tsx'
import { Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import styles from './panel.module.css'

type Props = { transactions: readonly Transaction[]; paymentId: string | null }

/** What the customer paid and topped up lately, failures with their reason. */
export const TransactionsSection = ({ transactions, paymentId }: Props) => {
  const { t } = useTranslation('desk')
  const { text, moment } = useFormat()
  return (
    <section className={styles['section']} aria-labelledby="panel-transactions">
      <div className={styles['head']}>
        <h2 id="panel-transactions">{t('transactions.title')}</h2>
      </div>
      {transactions.length === 0 && <p className="t6 c3">{t('transactions.none')}</p>}
      <ul>
        {transactions.map((transaction) => {
          const taken = transaction.status === 'succeeded'
          const about = paymentId !== null && transaction.payment_id === paymentId
          const cause = transaction.failure_code === null ? null : failures[transaction.failure_code]
          return (
            <li key={transaction.id} className={classes(styles['item'], about && styles['about'])}>
              <Tile icon={categoryIcon(transaction.category)} size="small" />
              <span className="grow">
                <span className={styles['itemName']}>
                  <span className="ellipsis">{text(transaction.counterparty)}</span>
                  {about && <span className={styles['aboutWord']}>{t('transactions.about')}</span>}
                </span>
                <span className="t7 c3 ellipsis">
                  {cause !== null && `${text(cause)} · `}
                  {cause === null &&
                    transaction.status !== 'succeeded' &&
                    `${t(`transaction.${transaction.status}`)} · `}
                  {moment(transaction.created_at)}
                </span>
              </span>
              <ListAmount
                money={transaction.amount}
                direction={taken ? transaction.direction : 'none'}
                className="t5"
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
