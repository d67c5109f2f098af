import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Link } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { paths } from '../../paths.ts'
import styles from './account.module.css'

/** Address and password; nothing that was read before stays in memory once somebody has signed in. */
export const SignInForm = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation('customer')
  const queryClient = useQueryClient()
  const [identifier, setIdentifier] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useApiMutation('signIn', {
    onSuccess: (answer) => {
      if (!('customer' in answer)) return
      queryClient.clear()
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, answer.customer)
      onDone()
    },
  })
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        signIn.mutate({ body: { identifier, password } })
      }}
    >
      <Field
        label={t('signIn.identifier')}
        name="identifier"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        inputMode="email"
        required
        maxLength={254}
        value={identifier}
        onChange={(event) => setIdentifier(event.target.value)}
      />
      <PasswordField isNew={false} value={password} onChange={setPassword} />
      <FormError error={signIn.error} />
      <Button kind="primary" wide type="submit" busy={signIn.isPending} disabled={!identifier.trim() || !password}>
        {t('signIn.submit')}
      </Button>
      <div className={styles['swap']}>
        <Link {...paths.signUp()}>{t('signIn.toSignUp')}</Link>
      </div>
    </form>
  )
}
