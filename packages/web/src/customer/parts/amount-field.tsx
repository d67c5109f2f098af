import { useId } from 'react'
import { cleanAmountInput } from '#shared/money/parse-money.ts'
import styles from './amount-field.module.css'

/** A large field for an amount in yuan. The text it holds is always one that `parseAmount` reads, or unfinished. */
export const AmountField = ({
  label,
  value,
  onChange,
  describedBy,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  describedBy?: string
}) => {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className="t6 c2">
        {label}
      </label>
      <div className={styles['line']}>
        <span className={styles['sign']} aria-hidden="true">
          ¥
        </span>
        <input
          id={id}
          className={styles['input']}
          inputMode="decimal"
          autoComplete="off"
          placeholder="0.00"
          aria-describedby={describedBy}
          value={value}
          onChange={(event) => onChange(cleanAmountInput(event.target.value))}
        />
      </div>
    </div>
  )
}
