import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { StaffMember, StaffSignInPending } from '@topay/contract'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode, explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { EntryFrame } from './entry-frame.tsx'
import { FormError } from './form-error.tsx'
import { PASSWORD_MIN } from './password-min.ts'
import { SignInSteps } from './sign-in-steps.tsx'
import { useEnterDesk } from './use-enter-desk.ts'
import styles from './session.module.css'

/** The page of the one-time link that the server prints when it starts empty: it makes the first administrator. */
export const SetUpPage = () => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const { token } = useSearch({ from: '/setup' })
  const enter = useEnterDesk()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [pending, setPending] = useState<StaffSignInPending>()
  const done = (staff: StaffMember) => {
    showToast(t('setUp.done'))
    enter(staff, '/team')
  }
  const create = useApiMutation('createFirstAdmin', {
    onSuccess: (answer) => ('staff' in answer ? done(answer.staff) : setPending(answer)),
  })
  const fields = create.error === null ? {} : explainError(create.error, language).fields
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token !== undefined) create.mutate({ body: { setup_token: token, name, email, password } })
  }
  if (pending !== undefined) {
    return <SignInSteps pending={pending} onEntered={done} onRestart={() => void navigate({ to: '/sign-in' })} />
  }
  if (token === undefined || errorCode(create.error) === 'SETUP_DONE') {
    const done = token !== undefined
    return (
      <EntryFrame
        title={t(done ? 'setUp.doneBefore' : 'setUp.noToken')}
        hint={t(done ? 'setUp.doneBeforeHint' : 'setUp.noTokenHint')}
      >
        <Link to="/sign-in" className={buttonClass({ wide: true, kind: 'accent' })}>
          {t('setUp.toSignIn')}
        </Link>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('setUp.title')} hint={t('setUp.hint')}>
      <form onSubmit={submit} className={styles['fields']}>
        <Field
          label={t('setUp.name')}
          icon="user"
          name="name"
          autoComplete="name"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is the page
          autoFocus
          required
          maxLength={40}
          value={name}
          error={fields['name']}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('signIn.identifier')}
          icon="mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          error={fields['email']}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label={t('signIn.password')}
          hint={t('setUp.passwordHint')}
          icon="lock"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          minLength={PASSWORD_MIN}
          value={password}
          error={fields['password']}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormError error={create.error} />
        <Button type="submit" kind="primary" wide busy={create.isPending}>
          {t('setUp.action')}
        </Button>
      </form>
    </EntryFrame>
  )
}
