import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { FormError } from './form-error.tsx'
import { useEnterDesk } from './use-enter-desk.ts'
import styles from './session.module.css'

/** Staff sign-in. */
export const SignInPage = () => {
  const { t } = useTranslation('desk')
  const { next } = useSearch({ from: '/sign-in' })
  const enter = useEnterDesk()
  const [identifier, setIdentifier] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useApiMutation('staffSignIn', {
    onSuccess: (answer) => {
      if ('staff' in answer) enter(answer.staff, next)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (identifier.trim() !== '' && password !== '') signIn.mutate({ body: { identifier, password } })
  }
  return (
    <EntryFrame title={t('signIn.title')} hint={t('signIn.hint')}>
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
    </EntryFrame>
  )
}
