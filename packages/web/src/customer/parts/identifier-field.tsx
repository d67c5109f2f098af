import { useTranslation } from 'react-i18next'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Field } from '#shared/ui/field.tsx'
import { readIdentifier } from './read-identifier.ts'

/**
 * Phone number or e-mail address, in one field. Says as which it is read: a number without a country code is one of
 * mainland China, and whoever has another learns how to write it.
 */
export const IdentifierField = ({
  value,
  onChange,
  label,
  autoComplete,
  error,
}: {
  value: string
  onChange: (value: string) => void
  label?: string
  /** `username webauthn` where passkeys may be offered in the list of the browser. */
  autoComplete: string
  error?: string | undefined
}) => {
  const { t } = useTranslation('customer')
  const language = useLanguage()
  const read = readIdentifier(value)
  const nameOf = (region: string) => new Intl.DisplayNames([language], { type: 'region' }).of(region) ?? region
  const hint =
    read.kind === 'mainland'
      ? t('signIn.readMainland')
      : read.kind === 'abroad'
        ? t('signIn.readAbroad', { code: `+${read.code}`, place: read.regions.map(nameOf).join(' / ') })
        : t('signUp.identifierHint')
  return (
    <Field
      label={label ?? t('signIn.identifier')}
      name="identifier"
      autoComplete={autoComplete}
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      inputMode="email"
      required
      maxLength={254}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      hint={read.kind === 'email' ? undefined : hint}
    />
  )
}
