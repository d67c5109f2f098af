import type { Customer } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Button } from '#shared/ui/button.tsx'
import { Link } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { knowsPasskeys } from '../../parts/passkey.ts'
import { PasswordField } from '../../parts/password-field.tsx'
import { useTypedIdentifier } from '../../parts/use-typed-identifier.ts'
import { paths } from '../../paths.ts'
import account from '../account/account.module.css'
import type { SignInAnswer } from './sign-in-flow.tsx'
import { usePasskeySignIn } from './use-passkey-sign-in.ts'
import styles from './sign-in.module.css'

/** Address and password, and from here the other ways in: a passkey, a code, the forgotten password, a new account. */
export const PasswordForm = ({
  onAnswer,
  onSignedIn,
  onPaused,
  onCode,
}: {
  onAnswer: (answer: SignInAnswer) => void
  onSignedIn: (customer: Customer) => void
  onPaused: (until: string) => void
  onCode: () => void
}) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('account')
  const language = useLanguage()
  const [identifier, setIdentifier] = useTypedIdentifier()
  const [password, setPassword] = useState('')
  const passkey = usePasskeySignIn(onSignedIn)
  const signIn = useApiMutation('signIn', {
    onSuccess: onAnswer,
    onError: (error) => {
      const { code, retryAt } = explainError(error, language)
      setPassword('')
      if (code === 'SIGN_IN_PAUSED' && retryAt !== null) onPaused(retryAt)
    },
  })
  return (
    <form
      className={account['form']}
      onSubmit={(event) => {
        event.preventDefault()
        signIn.mutate({ body: { identifier, password } })
      }}
    >
      <IdentifierField autoComplete="username webauthn" value={identifier} onChange={setIdentifier} />
      <PasswordField isNew={false} value={password} onChange={setPassword} />
      <div className={styles['links']}>
        <button type="button" onClick={onCode}>
          {words('signIn.byCode')}
        </button>
        <Link {...paths.reset()}>{words('signIn.forgot')}</Link>
      </div>
      <FormError error={signIn.error ?? passkey.error} />
      <Button kind="primary" wide type="submit" busy={signIn.isPending} disabled={!identifier.trim() || !password}>
        {t('signIn.submit')}
      </Button>
      {knowsPasskeys() && (
        <Button wide icon="key" busy={passkey.busy} onClick={passkey.ask}>
          {words('signIn.byPasskey')}
        </Button>
      )}
      <div className={account['swap']}>
        <Link {...paths.signUp()}>{t('signIn.toSignUp')}</Link>
      </div>
    </form>
  )
}
