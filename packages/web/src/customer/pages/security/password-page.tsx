import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { Button } from '#shared/ui/button.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { useLeave } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { NewPasswordField } from '../../parts/new-password-field.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { strengthOf } from '../../parts/password-strength.ts'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { paths } from '../../paths.ts'
import styles from './security.module.css'

/** Changes the sign-in password: the present one, the new one, and a second step. */
export const PasswordPage = () => {
  const { t } = useTranslation('security')
  const leave = useLeave()
  const queryClient = useQueryClient()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useGuarded('changePassword', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
      showToast(t('passwordPage.changed'))
      leave(paths.security())
    },
    onError: (error) => {
      if (errorCode(error) === 'CREDENTIALS_WRONG') setCurrent('')
    },
  })
  return (
    <Page title={t('passwordPage.title')} back={paths.security()}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          change.run({ body: { current_password: current, password } }, { operation: 'change_password' })
        }}
      >
        <p className="c2">{t('passwordPage.hint')}</p>
        <PasswordField isNew={false} label={t('passwordPage.current')} value={current} onChange={setCurrent} />
        <NewPasswordField label={t('passwordPage.fresh')} value={password} onChange={setPassword} />
        <FormError error={change.error} />
        <Button
          kind="primary"
          wide
          type="submit"
          busy={change.busy}
          disabled={current === '' || strengthOf(password).level === 'short'}
        >
          {t('save')}
        </Button>
      </form>
      {change.sheet}
    </Page>
  )
}
