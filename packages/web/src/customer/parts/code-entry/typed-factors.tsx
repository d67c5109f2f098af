import { Field } from '#shared/ui/field.tsx'
import code from './code-entry.module.css'

type Typed = {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  error?: string | undefined
}

/** The six digits of an authenticator app, which phones may fill in. */
export const TotpField = ({ onChange, ...field }: Typed) => (
  <div className={code['code']}>
    <Field
      key="totp"
      name="totp"
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      maxLength={6}
      pattern="\d{6}"
      placeholder="······"
      {...field}
      onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
    />
  </div>
)

/** A recovery code, however it is typed. */
export const RecoveryCodeField = ({ onChange, ...field }: Typed) => (
  <Field
    key="recovery"
    name="recovery_code"
    autoComplete="off"
    autoCapitalize="off"
    spellCheck={false}
    required
    maxLength={24}
    placeholder="xxxx-xxxx-xxxx-xxxx"
    {...field}
    onChange={(event) => onChange(event.target.value)}
  />
)

/** Whether a recovery code may be whole: its groups have sixteen characters in all, the dashes do not count. */
export const isWholeRecoveryCode = (typed: string): boolean => typed.replace(/[\s-]/g, '').length >= 16
