import type { Output } from '@topay/contract/web'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { QrCode } from '#shared/ui/qr-code.tsx'
import { TotpField } from '../../parts/code-entry/typed-factors.tsx'
import styles from './security.module.css'

/** Connects an authenticator app: the password, the secret to be scanned or typed, and a first code. */
export const TotpSetup = ({ onCodes }: { onCodes: (codes: string[]) => void }) => {
  const { t } = useTranslation('security')
  const [password, setPassword] = useState('')
  const [digits, setDigits] = useState('')
  const [made, setMade] = useState<Output<'startTotp'>>()
  const start = useApiMutation('startTotp', { onSuccess: setMade })
  const confirm = useApiMutation('confirmTotp', {
    onSuccess: ({ recovery_codes }) => onCodes(recovery_codes),
    onError: () => setDigits(''),
  })
  if (!made) {
    return (
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate({ body: { password } })
        }}
      >
        <h2 className="t2">{t('two.setup')}</h2>
        <PasswordField isNew={false} value={password} onChange={setPassword} />
        <FormError error={start.error} />
        <Button kind="primary" wide type="submit" busy={start.isPending} disabled={password === ''}>
          {t('two.start')}
        </Button>
      </form>
    )
  }
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ body: { code: digits } })
      }}
    >
      <h2 className="t2">{t('two.scan')}</h2>
      <Card padded className={styles['center']}>
        <QrCode text={made.otpauth_url} label={t('two.qr')} width={208} />
        <p className="t6 c2">{t('two.secret')}</p>
        <div className={styles['secret']}>
          <span className="mono" data-testid="totp-secret">
            {made.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </span>
          <CopyButton text={made.secret} label={t('two.copy')} />
        </div>
      </Card>
      <TotpField label={t('two.first')} value={digits} onChange={setDigits} />
      <FormError error={confirm.error} />
      <Button kind="primary" wide type="submit" busy={confirm.isPending} disabled={digits.length !== 6}>
        {t('two.confirm')}
      </Button>
    </form>
  )
}
