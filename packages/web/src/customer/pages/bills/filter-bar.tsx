import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { monthDate } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { type BillFilter, countOf, directions } from './bill-filter.ts'
import { FilterSheet } from './filter-sheet.tsx'
import { MonthSheet } from './month-sheet.tsx'
import { useBillWords } from './use-bill-words.ts'
import styles from './bills.module.css'

type Props = { filter: BillFilter; onChange: (change: BillFilter) => void }

/** The chips over the bills: month, all filters, in or out at once, and what else is set, each to be taken off again. */
export const FilterBar = ({ filter, onChange }: Props) => {
  const { t } = useTranslation('bills')
  const { t: app } = useTranslation('customer')
  const { month: monthName } = useFormat()
  const words = useBillWords()
  const [open, setOpen] = useState<'month' | 'filter'>()
  const count = countOf(filter)
  const set: [string, BillFilter][] = [
    ...(filter.kind ? [[t(`kinds.${filter.kind}`), { kind: undefined }] as [string, BillFilter]] : []),
    ...(filter.category ? [[words.category(filter.category), { category: undefined }] as [string, BillFilter]] : []),
    ...(filter.state ? [[t(`states.${filter.state}`), { state: undefined }] as [string, BillFilter]] : []),
    ...(filter.min !== undefined || filter.max !== undefined
      ? [[words.amount(filter), { min: undefined, max: undefined }] as [string, BillFilter]]
      : []),
  ]
  return (
    <>
      <fieldset className={styles['chips']} style={{ border: 0 }} aria-label={t('filter.open')}>
        <button
          type="button"
          className={styles['chip']}
          aria-pressed={filter.month !== undefined}
          aria-haspopup="dialog"
          onClick={() => setOpen('month')}
        >
          <Icon name="calendar" size={16} />
          {filter.month ? monthName(monthDate(filter.month)) : app('bills.month')}
        </button>
        <button
          type="button"
          className={styles['chip']}
          aria-pressed={count > 0}
          aria-haspopup="dialog"
          onClick={() => setOpen('filter')}
        >
          <Icon name="filter" size={16} />
          {t('filter.open')}
          {count > 0 && (
            <>
              <span className={styles['badge']}>{count}</span>
              <span className="sr">{t('filter.set')}</span>
            </>
          )}
        </button>
        {set.map(([name, without]) => (
          <button
            key={name}
            type="button"
            className={styles['chip']}
            aria-pressed="true"
            aria-label={t('filter.remove', { name })}
            onClick={() => onChange(without)}
          >
            {name}
            <Icon name="x" size={14} />
          </button>
        ))}
        {directions.map((direction) => (
          <button
            key={direction}
            type="button"
            className={styles['chip']}
            aria-pressed={filter.direction === direction}
            onClick={() => onChange({ direction: filter.direction === direction ? undefined : direction })}
          >
            {t(`filter.${direction}`)}
          </button>
        ))}
        {filter.state === undefined && (
          <button
            type="button"
            className={styles['chip']}
            aria-pressed="false"
            onClick={() => onChange({ state: 'failed' })}
          >
            {t('states.failed')}
          </button>
        )}
      </fieldset>
      <MonthSheet
        open={open === 'month'}
        month={filter.month}
        onClose={() => setOpen(undefined)}
        onPick={(month) => {
          setOpen(undefined)
          onChange({ month })
        }}
      />
      <FilterSheet
        open={open === 'filter'}
        filter={filter}
        onClose={() => setOpen(undefined)}
        onApply={(picked) => {
          setOpen(undefined)
          onChange(picked)
        }}
      />
    </>
  )
}
