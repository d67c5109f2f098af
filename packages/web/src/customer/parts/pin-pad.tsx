import { useEffect, useRef, useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { classes } from '#shared/ui/tone.ts'
import styles from './pin-pad.module.css'

const LENGTH = 6
/** The field keeps the focus, so that pressing keys and typing mix. */
const keepFocus = (event: MouseEvent) => event.preventDefault()

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/**
 * Six cells over one real field, and a pad of our own: no other keyboard, which might learn the digits, comes up, and a
 * hardware keyboard, a password manager and a screen reader find the field they know. Calls `onDone` with the six
 * digits. Give it a new `key` to empty it for another try.
 */
export const PinPad = ({
  label,
  onDone,
  disabled = false,
  wrong = false,
  describedBy,
}: {
  label: string
  onDone: (digits: string) => void
  disabled?: boolean
  wrong?: boolean
  describedBy?: string
}) => {
  const { t } = useTranslation('customer')
  const [digits, setDigits] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])

  const take = (next: string) => {
    const clean = next.replace(/\D/g, '').slice(0, LENGTH)
    if (disabled || clean === digits) return
    setDigits(clean)
    if (clean.length === LENGTH) onDone(clean)
  }
  return (
    <div className={styles['pin']}>
      <div className={classes(styles['field'], wrong && styles['wrong'])}>
        <input
          ref={field}
          className={styles['input']}
          type="password"
          inputMode="none"
          autoComplete="off"
          data-1p-ignore
          data-autofocus
          aria-label={label}
          aria-invalid={wrong || undefined}
          aria-describedby={describedBy}
          maxLength={LENGTH}
          value={digits}
          disabled={disabled}
          onChange={(event) => take(event.target.value)}
        />
        <div className={styles['cells']} aria-hidden="true">
          {Array.from({ length: LENGTH }, (_, index) => (
            <span key={index} className={classes(styles['cell'], index === digits.length && styles['next'])}>
              {index < digits.length && <i />}
            </span>
          ))}
        </div>
        <output className="sr">{digits !== '' && t('pin.entered', { count: digits.length })}</output>
      </div>
      <fieldset className={styles['pad']} style={{ border: 0, padding: 0 }} aria-label={t('pin.pad')}>
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            className={styles['key']}
            disabled={disabled}
            onMouseDown={keepFocus}
            onClick={() => take(digits + key)}
          >
            {key}
          </button>
        ))}
        <span />
        <button
          type="button"
          className={styles['key']}
          disabled={disabled}
          onMouseDown={keepFocus}
          onClick={() => take(`${digits}0`)}
        >
          0
        </button>
        <button
          type="button"
          className={classes(styles['key'], styles['erase'])}
          disabled={disabled || digits === ''}
          aria-label={t('pin.delete')}
          onMouseDown={keepFocus}
          onClick={() => take(digits.slice(0, -1))}
        >
          <Icon name="backspace" />
        </button>
      </fieldset>
    </div>
  )
}
