import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useGo } from '../../navigation.tsx'
import { CodeEntry } from '../../parts/code-entry/code-entry.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { NewPasswordField } from '../../parts/new-password-field.tsx'
import { strengthOf } from '../../parts/password-strength.ts'
import { paths } from '../../paths.ts'
import styles from './account.module.css'

type Sent = { sign_up_id: string; expires_at: string; resend_at: string }

/** First half: the address; second half: the code that went there, the name and a password. */
export const SignUpPage = () => {
  const { t, i18n } = useTranslation('customer')
  const [identifier, setIdentifier] = useState('')
  const [sent, setSent] = useState<Sent | null>(null)
  const start = useApiMutation('startSignUp', { onSuccess: setSent })
  const ask = () => start.mutate({ body: { identifier, locale: i18n.language === 'en' ? 'en' : 'zh-CN' } })

  return (
    <Page title={t('signUp.title')} head={<GuestBar />}>
      <div className={styles['lead']}>
        <h1 className="t1">{t('signUp.hello')}</h1>
        <p className="c2">{sent ? t('signUp.codeSentTo', { to: identifier.trim() }) : t('signUp.hint')}</p>
      </div>
      {sent === null ? (
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault()
            ask()
          }}
        >
          <IdentifierField autoComplete="email" value={identifier} onChange={setIdentifier} />
          <FormError error={start.error} />
          <Button kind="primary" wide type="submit" busy={start.isPending} disabled={identifier.trim().length < 3}>
            {t('signUp.sendCode')}
          </Button>
          <div className={styles['swap']}>
            <Link {...paths.signIn()}>{t('signUp.toSignIn')}</Link>
          </div>
        </form>
      ) : (
        <ConfirmForm
          identifier={identifier}
          sent={sent}
          resending={start.isPending}
          resendError={start.error}
          onResend={ask}
          onChange={() => {
            setSent(null)
            start.reset()
          }}
        />
      )}
    </Page>
  )
}

const ConfirmForm = ({
  identifier,
  sent,
  resending,
  resendError,
  onResend,
  onChange,
}: {
  identifier: string
  sent: Sent
  resending: boolean
  resendError: unknown
  onResend: () => void
  onChange: () => void
}) => {
  const { t } = useTranslation('customer')
  const go = useGo()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const confirm = useApiMutation('confirmSignUp', {
    onSuccess: ({ customer }) => {
      queryClient.clear()
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, customer)
      go(paths.home(), { replace: true })
    },
  })
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ params: { sign_up_id: sent.sign_up_id }, body: { code, name, password } })
      }}
    >
      <CodeEntry
        to={identifier}
        sent={sent}
        value={code}
        onChange={setCode}
        resending={resending}
        onResend={() => {
          onResend()
          setCode('')
          showToast(t('signUp.resent'))
        }}
        onChangeAddress={onChange}
      />
      <FormError error={resendError} />
      <Field
        label={t('signUp.name')}
        name="name"
        autoComplete="name"
        required
        maxLength={40}
        placeholder={t('signUp.namePlaceholder')}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <NewPasswordField value={password} onChange={setPassword} />
      <FormError error={confirm.error} />
      <Button
        kind="primary"
        wide
        type="submit"
        busy={confirm.isPending}
        disabled={code.length !== 6 || !name.trim() || strengthOf(password).level === 'short'}
      >
        {t('signUp.submit')}
      </Button>
    </form>
  )
}
