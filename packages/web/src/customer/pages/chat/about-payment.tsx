import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { classes } from '#shared/ui/tone.ts'
import { Link } from '../../navigation.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { paths } from '../../paths.ts'
import { planOf } from '../payment/next-step.ts'
import { useMoneyWord } from './payment-card.tsx'
import styles from './chat.module.css'

const usePayment = (paymentId: string) => {
  const params = { payment_id: paymentId }
  return {
    payment: useQuery(apiQuery('getPayment', { params })).data,
    diagnosis: useQuery(apiQuery('diagnosePayment', { params })).data,
  }
}

/** The line under the bar: the payment that this conversation is about, as it stands now. */
export const AboutPayment = ({ paymentId }: { paymentId: string }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const { payment, diagnosis } = usePayment(paymentId)
  const moneyWord = useMoneyWord()
  if (!payment) return <div className={styles['about']} aria-hidden="true" />
  const paidLater = diagnosis !== undefined && diagnosis.paid_by !== null && diagnosis.paid_by !== payment.id
  const money = paidLater ? { word: t('chat.paidLater'), tone: 'c-ok' } : moneyWord(payment)
  return (
    <Link {...paths.payment(paymentId)} className={styles['about']}>
      <span className="c2">
        <Icon name={categoryIcon(payment.order.merchant.category)} size={18} />
      </span>
      <span className="grow ellipsis">
        {text(payment.order.merchant.name)} <span className="strong">{formatMoney(payment.amount)}</span>
      </span>
      <span className={money.tone}>{money.word}</span>
      <span className="c3">
        <Icon name="right" size={16} />
      </span>
    </Link>
  )
}

/** What can be done about the payment without leaving the conversation for long: the safest next step, and the details. */
export const PaymentChips = ({ paymentId }: { paymentId: string }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const { payment, diagnosis } = usePayment(paymentId)
  if (!payment || !diagnosis) return null
  const next = diagnosis.paid_by === null && payment.status === 'failed' ? diagnosis.next_step : null
  const plan = next && planOf(next, payment, diagnosis.paid_by)
  return (
    <div className={styles['chips']}>
      {next && plan?.kind === 'go' && (
        <Link {...plan.target} className={classes(styles['chip'], styles['main'])}>
          {text(next.label)}
        </Link>
      )}
      <Link {...paths.payment(paymentId)} className={styles['chip']}>
        {t('chat.seePayment')}
      </Link>
    </div>
  )
}
