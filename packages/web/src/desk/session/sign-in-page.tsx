import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { StaffSignInPending } from '@topay/contract'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { FormError } from './form-error.tsx'
import { SignInSteps } from './sign-in-steps.tsx'
import { SingleSignOnButton } from './single-sign-on-button.tsx'
import { useEnterDesk } from './use-enter-desk.ts'
import styles from './session.module.css'

/** Staff sign-in: the password or the identity provider, then whatever step follows. */
export const SignInPage = () => {
  const { t } = useTranslation('desk')
  const { t: tStaff } = useTranslation('staff')
  const { next } = useSearch({ from: '/sign-in' })
  const enter = useEnterDesk()
  const options = useQuery({ ...apiQuery('getStaffSignInOptions', {}), staleTime: Number.POSITIVE_INFINITY })
  const [identifier, setIdentifier] = useState('')
  const [password, setPassword] = useState('')
  const [pending, setPending] = useState<StaffSignInPending>()
  const signIn = useApiMutation('staffSignIn', {
    onSuccess: (answer) => ('staff' in answer ? enter(answer.staff, next) : setPending(answer)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (identifier.trim() !== '' && password !== '') signIn.mutate({ body: { identifier, password } })
  }
  if (pending !== undefined) {
    return (
      <SignInSteps
        pending={pending}
        onEntered={(staff) => enter(staff, next)}
        onRestart={() => {
          setPassword('')
          setPending(undefined)
        }}
      />
    )
  }
  const provider = options.data?.single_sign_on ?? null
  const passwords = options.data?.password ?? true
  return (
    <EntryFrame title={t('signIn.title')} hint={passwords ? t('signIn.hint') : tStaff('signIn.onlySingle')}>
      {provider !== null && (
        <div className={styles['provider']}>
          <SingleSignOnButton name={provider.name} next={next} main={!passwords} />
          {passwords && <div className={styles['or']}>{tStaff('signIn.or')}</div>}
        </div>
      )}
      {passwords && (
        <form onSubmit={submit} className={styles['fields']}>
          <Field
            label={t('signIn.identifier')}
            icon="mail"
            type="email"
            name="email"
            autoComplete="username"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is the page
            autoFocus
            required
            value={identifier}
            onChange={(event) => setIdentifier(event.target.value)}
          />
          <Field
            label={t('signIn.password')}
            icon="lock"
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <FormError error={signIn.error} />
          <Button type="submit" kind="primary" wide busy={signIn.isPending}>
            {t('signIn.action')}
          </Button>
        </form>
      )}
    </EntryFrame>
  )
}
