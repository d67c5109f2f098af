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
import { PasswordField } from '../../parts/password-field.tsx'
import { PinPad } from '../../parts/pin-pad.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { paths } from '../../paths.ts'
import account from '../account/account.module.css'
import styles from './security.module.css'

type Step = { name: 'password' } | { name: 'new' } | { name: 'again'; first: string }

/** A forgotten or locked payment password: the sign-in password, six new digits twice, a second step. Unlocks at once. */
export const ResetPinPage = () => {
  const { t } = useTranslation('security')
  const { t: words } = useTranslation('customer')
  const leave = useLeave()
  const queryClient = useQueryClient()
  const [password, setPassword] = useState('')
  const [step, setStep] = useState<Step>({ name: 'password' })
  const [tries, setTries] = useState(0)
  const [differ, setDiffer] = useState(false)
  const to = (next: Step) => {
    setStep(next)
    setTries((count) => count + 1)
  }
  const reset = useGuarded('resetPaymentPassword', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
      showToast(t('resetPin.done'))
      leave(paths.me())
    },
    onError: (error) => {
      const wrong = errorCode(error) === 'CREDENTIALS_WRONG'
      if (wrong) setPassword('')
      to({ name: wrong ? 'password' : 'new' })
    },
  })
  const title = words(step.name === 'again' ? 'payPassword.enterAgain' : 'payPassword.enterNew')
  return (
    <Page title={t('resetPin.title')} back={paths.me()}>
      {step.name === 'password' ? (
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault()
            reset.reset()
            to({ name: 'new' })
          }}
        >
          <p className="c2">{t('resetPin.hint')}</p>
          <PasswordField isNew={false} value={password} onChange={setPassword} />
          <FormError error={reset.error} />
          <Button kind="primary" wide type="submit" disabled={password === ''}>
            {t('resetPin.next')}
          </Button>
        </form>
      ) : (
        <div className={account['pin']}>
          <h2 className="t2">{title}</h2>
          <p id="pin-note" className="t6 c2" style={{ minHeight: 20, marginBottom: 16 }} aria-live="polite">
            {differ ? (
              <span className="c-danger">{words('payPassword.differ')}</span>
            ) : (
              words(step.name === 'again' ? 'payPassword.enterAgainHint' : 'payPassword.enterNewHint')
            )}
          </p>
          <PinPad
            key={`${step.name}${tries}`}
            label={title}
            describedBy="pin-note"
            disabled={reset.busy}
            wrong={differ}
            onDone={(digits) => {
              reset.reset()
              setDiffer(false)
              if (step.name === 'new') return to({ name: 'again', first: digits })
              if (digits !== step.first) {
                setDiffer(true)
                return to({ name: 'new' })
              }
              reset.run({ body: { payment_password: digits, password } }, { operation: 'reset_payment_password' })
            }}
          />
          <FormError error={reset.error} />
        </div>
      )}
      {reset.sheet}
    </Page>
  )
}
