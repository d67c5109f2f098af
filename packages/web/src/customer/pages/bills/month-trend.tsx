import type { MonthTotal } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { monthDate } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney, formatRoundMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { heightsOf } from './shares.ts'
import styles from './spending.module.css'

/** Six months as bars; each is a button that shows its month. */
export const MonthTrend = ({
  months,
  shown,
  hidden,
  onPick,
}: {
  months: readonly MonthTotal[]
  shown: string
  hidden: boolean
  onPick: (month: string) => void
}) => {
  const { t } = useTranslation('bills')
  const { month: monthName, language } = useFormat()
  const heights = heightsOf(months.map(({ spent }) => spent.amount))
  const short = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', { month: 'short' })
  return (
    <div className={styles['trend']}>
      {months.map(({ month, spent }, index) => (
        <button key={month} type="button" aria-pressed={month === shown} onClick={() => onPick(month)}>
          <span className="sr">
            {t('spend.trendMonth', {
              month: monthName(monthDate(month)),
              amount: hidden ? HIDDEN_AMOUNT : formatMoney(spent),
            })}
          </span>
          <span className={`t7 ${styles['value']}`} aria-hidden="true">
            {month === shown && !hidden
              ? formatRoundMoney({ ...spent, amount: Math.round(spent.amount / 100) * 100 })
              : ''}
          </span>
          <span className={styles['column']} aria-hidden="true">
            <i style={{ height: `${Math.max(3, (heights[index] ?? 0) * 100)}%` }} />
          </span>
          <span className="t7" aria-hidden="true">
            {short.format(monthDate(month))}
          </span>
        </button>
      ))}
    </div>
  )
}
