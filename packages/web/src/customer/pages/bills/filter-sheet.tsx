import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { amountText, cleanAmountInput, parseAmount } from '#shared/money/parse-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { type BillFilter, directions, kinds, states } from './bill-filter.ts'
import { useBillWords } from './use-bill-words.ts'
import styles from './bills.module.css'

/** Categories that can be picked: those of merchants, and people. */
const CATEGORIES = [
  'food',
  'coffee',
  'grocery',
  'transport',
  'travel',
  'fashion',
  'digital',
  'home',
  'health',
  'books',
  'education',
  'outdoor',
  'person',
] as const

/** One of some values, or any: chips that are radio buttons. */
const Pick = <Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value | undefined) => void
}) => {
  const { t } = useTranslation('bills')
  const name = useId()
  return (
    <fieldset className={styles['pick']}>
      <legend className="t6 c2">{label}</legend>
      {[{ value: undefined, label: t('filter.any') }, ...options].map((option) => (
        <label key={option.value ?? ''} className={styles['option']}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}

type Props = {
  open: boolean
  filter: BillFilter
  onApply: (filter: BillFilter) => void
  onClose: () => void
}

/** All filters at once; the list changes when they are applied. */
export const FilterSheet = ({ open, onClose, ...props }: Props) => {
  const { t } = useTranslation('bills')
  return (
    <Sheet open={open} onClose={onClose} title={t('filter.title')}>
      <Filters {...props} />
    </Sheet>
  )
}

/** Lives only while the sheet is open, so it starts with what is set. */
const Filters = ({ filter, onApply }: Pick<Props, 'filter' | 'onApply'>) => {
  const { t } = useTranslation('bills')
  const words = useBillWords()
  const [picked, setPicked] = useState(filter)
  const [from, setFrom] = useState(filter.min === undefined ? '' : amountText(filter.min))
  const [to, setTo] = useState(filter.max === undefined ? '' : amountText(filter.max))
  const [min, max] = [parseAmount(from), parseAmount(to)]
  const swapped = min !== undefined && max !== undefined && min > max
  const amount = (label: string, value: string, set: (value: string) => void, error?: string) => (
    <Field
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder="0.00"
      value={value}
      error={error}
      onChange={(event) => set(cleanAmountInput(event.target.value))}
    />
  )
  return (
    <form
      className="col-y g4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!swapped) onApply({ ...picked, min, max })
      }}
    >
      <Pick
        label={t('filter.direction')}
        value={picked.direction}
        options={directions.map((value) => ({ value, label: t(`filter.${value}`) }))}
        onChange={(direction) => setPicked({ ...picked, direction })}
      />
      <Pick
        label={t('filter.kind')}
        value={picked.kind}
        options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        onChange={(kind) => setPicked({ ...picked, kind })}
      />
      <fieldset className={styles['amounts']}>
        <legend className="t6 c2">{t('filter.amount')}</legend>
        {amount(t('filter.from'), from, setFrom)}
        {amount(t('filter.to'), to, setTo, swapped ? t('filter.amountSwapped') : undefined)}
      </fieldset>
      <Pick
        label={t('filter.state')}
        value={picked.state}
        options={states.map((value) => ({ value, label: t(`states.${value}`) }))}
        onChange={(state) => setPicked({ ...picked, state })}
      />
      <Pick<string>
        label={t('filter.category')}
        value={picked.category}
        options={CATEGORIES.map((value) => ({ value, label: words.category(value) }))}
        onChange={(category) => setPicked({ ...picked, category })}
      />
      <div className={styles['apply']}>
        <Button
          kind="accent"
          onClick={() =>
            onApply({
              direction: undefined,
              kind: undefined,
              category: undefined,
              state: undefined,
              min: undefined,
              max: undefined,
            })
          }
        >
          {t('filter.clear')}
        </Button>
        <Button kind="primary" type="submit">
          {t('filter.apply')}
        </Button>
      </div>
    </form>
  )
}
