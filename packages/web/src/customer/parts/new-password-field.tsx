import { useTranslation } from 'react-i18next'
import { classes } from '#shared/ui/tone.ts'
import { PasswordField } from './password-field.tsx'
import { strengthOf } from './password-strength.ts'
import styles from './new-password-field.module.css'

/** A sign-in password that is being chosen, with how hard it looks to guess. The server has the last word. */
export const NewPasswordField = ({
  value,
  onChange,
  error,
  label,
}: {
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  label?: string | undefined
}) => {
  const { t } = useTranslation('customer')
  const strength = strengthOf(value)
  const rank = { short: 0, weak: 1, fair: 2, good: 3 }[strength.level]
  return (
    <PasswordField
      isNew
      value={value}
      onChange={onChange}
      error={error}
      label={label}
      hint={
        <>
          {value !== '' && (
            <span className={styles['meter']} aria-hidden="true">
              {[1, 2, 3].map((step) => (
                <i key={step} className={classes(rank >= step && styles[rank === 1 ? 'weak' : 'on'])} />
              ))}
            </span>
          )}
          {value === ''
            ? t('signUp.passwordHint')
            : strength.level === 'short'
              ? t('signUp.strength.short', { count: strength.missing })
              : t(`signUp.strength.${strength.level}`)}
        </>
      }
    />
  )
}
