import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { NewPasswordField } from '../../parts/new-password-field.tsx'
import { strengthOf } from '../../parts/password-strength.ts'
import { StepLead } from '../../parts/step-lead.tsx'
import account from '../account/account.module.css'

/** The new password. */
export const PasswordStep = ({
  steps,
  identifier,
  busy,
  error,
  hasMore,
  onNext,
}: {
  steps: number
  identifier: string
  busy: boolean
  error: unknown
  /** One step more follows: the second factor. */
  hasMore: boolean
  onNext: (password: string) => void
}) => {
  const { t } = useTranslation('account')
  const [password, setPassword] = useState('')
  return (
    <>
      <StepLead at={3} of={steps} title={t('reset.passwordTitle')} hint={t('reset.passwordHint')} />
      <form
        className={account['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onNext(password)
        }}
      >
        {/* Tells a password manager whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={identifier} readOnly hidden />
        <NewPasswordField value={password} onChange={setPassword} />
        <FormError error={error} />
        <Button kind="primary" wide type="submit" busy={busy} disabled={strengthOf(password).level === 'short'}>
          {t(hasMore ? 'reset.next' : 'reset.save')}
        </Button>
      </form>
    </>
  )
}
