import styles from '../pages/account/account.module.css'

/** One of a few: a row of radio buttons that looks like a switch. */
export const Choice = <Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly { value: Value; label: string; lang?: string }[]
  onChange: (value: Value) => void
}) => (
  <div role="radiogroup" aria-label={label} className={styles['choice']}>
    {options.map((option) => (
      <label key={option.value} lang={option.lang}>
        <input type="radio" name={label} checked={option.value === value} onChange={() => onChange(option.value)} />
        {option.label}
      </label>
    ))}
  </div>
)
