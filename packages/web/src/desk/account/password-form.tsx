import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../session/form-error.tsx'
import { PASSWORD_MIN } from '../session/password-min.ts'
import styles from './account.module.css'

/** Changes one's own password; with the authenticator app's code where there is one. */
export const PasswordForm = ({ withCode }: { withCode: boolean }) => {
  const { t } = useTranslation('staff')
  const { t: tDesk } = useTranslation('desk')
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const change = useApiMutation('changeStaffPassword', {
    onSuccess: () => {
      showToast(t('account.saved'))
      setCurrent('')
      setPassword('')
      setCode('')
      void queryClient.invalidateQueries({ queryKey: ['listStaffSessions'] })
    },
    onError: () => setCode(''),
  })
  const fields = change.error === null ? {} : explainError(change.error, language).fields
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ body: { current_password: current, password, ...(withCode && { code }) } })
      }}
    >
      <div>
        <h2 className="t3">{t('account.password')}</h2>
        <p className="t6 c2">{t('account.passwordHint')}</p>
      </div>
      <Field
        label={t('account.current')}
        icon="lock"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        error={fields['current_password']}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <Field
        label={t('account.new')}
        hint={tDesk('setUp.passwordHint')}
        icon="lock"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        value={password}
        error={fields['password']}
        onChange={(event) => setPassword(event.target.value)}
      />
      {withCode && (
        <Field
          label={t('account.code')}
          icon="phone"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={6}
          pattern="\d{6}"
          placeholder="······"
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
        />
      )}
      <FormError error={change.error} />
      <Button type="submit" kind="primary" busy={change.isPending}>
        {t('account.save')}
      </Button>
    </form>
  )
}
