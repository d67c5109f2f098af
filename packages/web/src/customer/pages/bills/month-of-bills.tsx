import type { MonthTotal } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { monthDate } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { Card } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { BillRow } from '../../parts/bill-row.tsx'
import { paths } from '../../paths.ts'
import type { MonthOfBills as Group } from './group-by-month.ts'
import styles from './bills.module.css'

/** A month's bills under its name and, where the list is not narrowed, what was spent and received in it: the way to where it went. */
export const MonthOfBills = ({
  group,
  total,
  hidden,
}: {
  group: Group
  total: MonthTotal | undefined
  hidden: boolean
}) => {
  const { t } = useTranslation('customer')
  const { month: monthName } = useFormat()
  const shown = (money: MonthTotal['spent']) => (hidden ? HIDDEN_AMOUNT : formatMoney(money))
  return (
    <section className="col-y g2">
      <div className={styles['month']}>
        <h2 className="t4 strong">{monthName(monthDate(group.month))}</h2>
        {total && (
          <Link {...paths.spending(group.month)} className={`t6 ${styles['totals']}`}>
            <span>{t('bills.spent', { amount: shown(total.spent) })}</span>
            {total.received.amount > 0 && <span>{t('bills.received', { amount: shown(total.received) })}</span>}
            <Icon name="right" size={14} />
          </Link>
        )}
      </div>
      <Card>
        {group.bills.map((bill) => (
          <BillRow key={bill.id} bill={bill} hidden={hidden} />
        ))}
      </Card>
    </section>
  )
}
