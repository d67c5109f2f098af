import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { CodeEntry } from '../../parts/code-entry/code-entry.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { useTypedIdentifier } from '../../parts/use-typed-identifier.ts'
import { useRetryIn } from '../../parts/use-retry-in.ts'
import account from '../account/account.module.css'
import type { SignInAnswer } from './sign-in-flow.tsx'
import styles from './sign-in.module.css'

/** Without the password: a code goes to the address, and is the same two steps for every address. */
export const CodeForm = ({
  onAnswer,
  onPassword,
}: {
  onAnswer: (answer: SignInAnswer) => void
  onPassword: () => void
}) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('account')
  const [identifier, setIdentifier] = useTypedIdentifier()
  const [code, setCode] = useState('')
  const start = useApiMutation('startSignInCode', { onSuccess: () => setCode('') })
  const confirm = useApiMutation('confirmSignInCode', { onSuccess: onAnswer, onError: () => setCode('') })
  const sent = start.data
  const wait = useRetryIn(start.error)
  const ask = () => {
    confirm.reset()
    start.mutate({ body: { identifier } })
  }
  return (
    <form
      className={account['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (sent) confirm.mutate({ params: { sign_in_id: sent.sign_in_id }, body: { code } })
        else ask()
      }}
    >
      {sent ? (
        <>
          <p className="t5 c2">{words('code.sentIfKnown', { to: identifier.trim() })}</p>
          <CodeEntry
            to={identifier}
            sent={sent}
            value={code}
            onChange={setCode}
            resending={start.isPending}
            onResend={ask}
            onChangeAddress={() => start.reset()}
          />
        </>
      ) : (
        <IdentifierField autoComplete="username" value={identifier} onChange={setIdentifier} />
      )}
      <FormError error={confirm.error ?? start.error} />
      <Button
        kind="primary"
        wide
        type="submit"
        busy={confirm.isPending || (!sent && start.isPending)}
        disabled={sent ? code.length !== 6 : wait > 0 || identifier.trim().length < 3}
      >
        {sent ? t('signIn.submit') : wait > 0 ? t('signUp.resendIn', { seconds: wait }) : t('signUp.sendCode')}
      </Button>
      <div className={`${styles['links']} ${styles['center']}`}>
        <button type="button" onClick={onPassword}>
          {words('signIn.byPassword')}
        </button>
      </div>
    </form>
  )
}
