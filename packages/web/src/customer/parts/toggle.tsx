import { useId } from 'react'
import styles from './toggle.module.css'

/** A switch with its name and what it does. */
export const Toggle = ({
  label,
  hint,
  on,
  onChange,
}: {
  label: string
  hint?: string
  on: boolean
  onChange: (on: boolean) => void
}) => {
  const hintId = useId()
  return (
    <label className={styles['toggle']}>
      <span className="grow">
        <span style={{ display: 'block' }}>{label}</span>
        {hint && (
          <span id={hintId} className="t6 c3" style={{ display: 'block' }}>
            {hint}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        className={styles['switch']}
        checked={on}
        aria-checked={on}
        aria-describedby={hint && hintId}
        aria-label={label}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  )
}
