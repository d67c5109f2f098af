import type { Money, Spending } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatListMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { Link } from '../../navigation.tsx'
import { paths } from '../../paths.ts'
import { slicesOf } from './shares.ts'
import { useBillWords } from './use-bill-words.ts'
import styles from './spending.module.css'

const RADIUS = 46
const LENGTH = 2 * Math.PI * RADIUS
/** Paper between two slices, in units of the picture. */
const GAP = 2

const color = (slice: number) => (slice === 0 ? 'var(--line-control)' : `var(--chart-${slice})`)

/** A month's spending as a ring, and beside it the same as a table: each row leads to its bills. */
export const CategoryChart = ({
  month,
  spent,
  categories,
  hidden,
}: Pick<Spending, 'month' | 'categories'> & { spent: Money; hidden: boolean }) => {
  const { t } = useTranslation('bills')
  const words = useBillWords()
  const slices = slicesOf(categories)
  const gap = slices.length > 1 ? GAP : 0
  return (
    <div className={styles['chart']}>
      <div className={styles['ring']} aria-hidden="true">
        <svg viewBox="0 0 120 120">
          {slices.map(({ category, start, share, color: slice }) => (
            <circle
              key={category}
              cx="60"
              cy="60"
              r={RADIUS}
              fill="none"
              stroke={color(slice)}
              strokeWidth="16"
              strokeDasharray={`${Math.max(0.5, share * LENGTH - gap)} ${LENGTH}`}
              strokeDashoffset={-start * LENGTH}
              transform="rotate(-90 60 60)"
            />
          ))}
        </svg>
        <Amount money={spent} hidden={hidden} className="t3" />
      </div>
      <table className={styles['table']}>
        <thead className="sr">
          <tr>
            <th scope="col">{t('spend.tableCategory')}</th>
            <th scope="col">{t('spend.tableShare')}</th>
            <th scope="col">{t('spend.tableAmount')}</th>
          </tr>
        </thead>
        <tbody>
          {slices.map(({ category, amount, count, percent, color: slice }) => {
            const name = words.category(category)
            return (
              <tr key={category}>
                <th scope="row">
                  <Link
                    {...paths.bills({ month, category, direction: 'out', state: 'succeeded' })}
                    className={styles['category']}
                    title={t('spend.see', { category: name })}
                  >
                    <i style={{ background: color(slice) }} aria-hidden="true" />
                    <Icon name={category === 'person' ? 'transfer' : categoryIcon(category)} size={20} />
                    <span className="grow">
                      {name}
                      <span className="t7 c3" style={{ display: 'block' }}>
                        {t('spend.count', { count })}
                      </span>
                    </span>
                  </Link>
                </th>
                <td className="t6 c2">{percent === 0 ? '<1%' : `${percent}%`}</td>
                <td className="strong">
                  {hidden ? HIDDEN_AMOUNT : formatListMoney({ amount, currency: 'CNY' }, 'none')}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
