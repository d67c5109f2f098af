import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '#shared/ui/field.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'

/** The sign-in password, which its owner may look at while typing. */
export const PasswordField = ({
  value,
  onChange,
  isNew,
  error,
  hint,
  label,
}: {
  value: string
  onChange: (value: string) => void
  /** A password that is being chosen: password managers offer a new one. */
  isNew: boolean
  error?: string | undefined
  hint?: ReactNode
  /** Where the page asks for two. */
  label?: string | undefined
}) => {
  const { t } = useTranslation('customer')
  const [seen, setSeen] = useState(false)
  return (
    <Field
      label={label ?? t('signIn.password')}
      name="password"
      type={seen ? 'text' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      autoCapitalize="off"
      spellCheck={false}
      required
      maxLength={256}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      hint={hint}
      end={
        <IconButton
          icon={seen ? 'eye-off' : 'eye'}
          size={20}
          className="c3"
          label={t(seen ? 'signIn.hide' : 'signIn.show')}
          aria-pressed={seen}
          onClick={() => setSeen(!seen)}
        />
      }
    />
  )
}
