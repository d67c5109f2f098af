import type { Output, StaffSignInPending } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { QrCode } from '#shared/ui/qr-code.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from './form-error.tsx'
import styles from './session.module.css'

type Props = {
  pending: StaffSignInPending
  /** A recovery code in place of the app's; never while the app is being set up. */
  byRecovery: boolean
  onByRecovery: (byRecovery: boolean) => void
  onAnswer: (answer: Output<'verifyStaffSignIn'>) => void
}

/** Six digits of the authenticator app, which is set up first where there is none, or a recovery code. */
export const CodeStep = ({ pending, byRecovery, onByRecovery, onAnswer }: Props) => {
  const { t } = useTranslation('staff')
  const [code, setCode] = useState('')
  const verify = useApiMutation('verifyStaffSignIn', { onSuccess: onAnswer, onError: () => setCode('') })
  const settingUp = pending.step === 'set_up_totp'
  const send = (entered: string) => {
    if (!verify.isPending)
      verify.mutate({ params: { staff_sign_in_id: pending.staff_sign_in_id }, body: { code: entered } })
  }
  return (
    <form
      className={styles['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        send(code)
      }}
    >
      {pending.totp !== null && settingUp && <AppSecret totp={pending.totp} />}
      {byRecovery ? (
        <Field
          key="recovery"
          label={t('code.recovery')}
          icon="key"
          name="recovery-code"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is the page
          autoFocus
          required
          maxLength={24}
          placeholder="xxxx-xxxx-xxxx-xxxx"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      ) : (
        <Field
          key="app"
          label={t(settingUp ? 'app.code' : 'code.label')}
          icon="phone"
          name="totp"
          inputMode="numeric"
          autoComplete="one-time-code"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is the page
          autoFocus
          required
          maxLength={6}
          pattern="\d{6}"
          placeholder="······"
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
        />
      )}
      <FormError error={verify.error} />
      <Button type="submit" kind="primary" wide busy={verify.isPending} disabled={!byRecovery && code.length !== 6}>
        {t(settingUp ? 'app.action' : 'code.action')}
      </Button>
      {!settingUp && (
        <Button
          kind="plain"
          wide
          icon={byRecovery ? 'phone' : 'key'}
          onClick={() => {
            setCode('')
            verify.reset()
            onByRecovery(!byRecovery)
          }}
        >
          {t(byRecovery ? 'code.useApp' : 'code.useRecovery')}
        </Button>
      )}
    </form>
  )
}

/** The secret of the app: to be scanned, or typed in fours. */
const AppSecret = ({ totp }: { totp: NonNullable<StaffSignInPending['totp']> }) => {
  const { t } = useTranslation('staff')
  const { t: tCommon } = useTranslation()
  return (
    <div className={styles['secret']}>
      <QrCode text={totp.otpauth_url} label={t('app.qr')} width={196} />
      <div className="grow">
        <p>{t('app.scan')}</p>
        <p className="t6 c2">{t('app.type')}</p>
        <div className={styles['key']}>
          <span className="mono" data-testid="totp-secret">
            {totp.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </span>
          <IconButton
            icon="copy"
            size={16}
            label={t('app.copy')}
            onClick={() => {
              void navigator.clipboard.writeText(totp.secret).then(() => showToast(tCommon('copied')))
            }}
          />
        </div>
      </div>
    </div>
  )
}
