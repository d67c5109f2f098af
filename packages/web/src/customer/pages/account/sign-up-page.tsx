import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { classes } from '#shared/ui/tone.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useGo } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { paths } from '../../paths.ts'
import { DemoCode } from './demo-code.tsx'
import { strengthOf } from './password-strength.ts'
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
          <Field
            label={t('signUp.identifier')}
            name="identifier"
            autoComplete="email"
            autoCapitalize="off"
            spellCheck={false}
            inputMode="email"
            required
            maxLength={254}
            value={identifier}
            onChange={(event) => setIdentifier(event.target.value)}
            hint={t('signUp.identifierHint')}
          />
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
  const { span } = useFormat()
  const go = useGo()
  const queryClient = useQueryClient()
  const now = useNow()
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
  const wait = Math.ceil((Date.parse(sent.resend_at) - now) / 1000)
  const left = Date.parse(sent.expires_at) - now
  const strength = strengthOf(password)
  const rank = { short: 0, weak: 1, fair: 2, good: 3 }[strength.level]
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ params: { sign_up_id: sent.sign_up_id }, body: { code, name, password } })
      }}
    >
      <div className={styles['code']}>
        <Field
          label={t('signUp.code')}
          aside={
            <button type="button" className={styles['inline']} style={{ margin: '-12px -10px' }} onClick={onChange}>
              {t('signUp.change')}
            </button>
          }
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={6}
          pattern="\d{6}"
          placeholder="······"
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          error={left <= 0 ? t('signUp.codeExpired') : undefined}
          hint={t('signUp.codeHint', { span: span(Math.ceil(left / 60_000) * 60_000) })}
          end={
            <button
              type="button"
              className={styles['inline']}
              disabled={wait > 0 || resending}
              onClick={() => {
                onResend()
                setCode('')
                showToast(t('signUp.resent'))
              }}
            >
              {wait > 0 ? t('signUp.resendIn', { seconds: wait }) : t('signUp.resend')}
            </button>
          }
        />
      </div>
      <DemoCode to={identifier} sentAt={sent.resend_at} onFill={setCode} />
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
      <PasswordField
        isNew
        value={password}
        onChange={setPassword}
        hint={
          <>
            {password !== '' && (
              <span className={styles['meter']} aria-hidden="true">
                {[1, 2, 3].map((step) => (
                  <i key={step} className={classes(rank >= step && styles[rank === 1 ? 'weak' : 'on'])} />
                ))}
              </span>
            )}
            {password === ''
              ? t('signUp.passwordHint')
              : strength.level === 'short'
                ? t('signUp.strength.short', { count: strength.missing })
                : t(`signUp.strength.${strength.level}`)}
          </>
        }
      />
      <FormError error={confirm.error} />
      <Button
        kind="primary"
        wide
        type="submit"
        busy={confirm.isPending}
        disabled={code.length !== 6 || !name.trim() || strength.level === 'short'}
      >
        {t('signUp.submit')}
      </Button>
    </form>
  )
}
