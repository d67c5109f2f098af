import type { Customer } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { errorCode } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Card } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { FactorForm } from '../../parts/factor-form/factor-form.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { paths } from '../../paths.ts'
import type { SignInAnswer } from './sign-in-flow.tsx'
import styles from './sign-in.module.css'

/** The password was right; a new device, or two-factor, wants one thing more. */
export const SecondStep = ({
  pending,
  onSignedIn,
  onEnded,
  onBack,
}: {
  pending: Exclude<SignInAnswer, { customer: unknown }>
  onSignedIn: (customer: Customer) => void
  /** It took too long, or was used: signing in begins anew. */
  onEnded: () => void
  onBack: () => void
}) => {
  const { t } = useTranslation('account')
  const [remember, setRemember] = useState(true)
  const { sign_in_id, reason, methods } = pending
  const params = { sign_in_id }
  const verify = useApiMutation('verifySecondFactor', {
    onSuccess: ({ customer }) => onSignedIn(customer),
    onError: (error) => {
      if (errorCode(error) === 'SIGN_IN_ENDED') onEnded()
    },
  })
  /** Whatever is asked of a sign-in that is over ends here. */
  const orEnd = async <T,>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (errorCode(error) === 'SIGN_IN_ENDED') onEnded()
      throw error
    }
  }
  return (
    <div data-testid="second-step" className={styles['ways']}>
      <div className={styles['lead']}>
        <h1 className="t1">{t('second.title')}</h1>
        <p className="c2">{t(`second.why.${reason}`)}</p>
      </div>
      <FactorForm
        methods={methods}
        submit={t('second.submit')}
        busy={verify.isPending}
        error={verify.error}
        sendCode={(method) => orEnd(client('sendSecondFactorCode', { params, body: { method } }))}
        passkeyOptions={async () => (await orEnd(client('startSecondFactorPasskey', { params }))).options}
        onProof={(proof) => verify.mutate({ params, body: { proof, remember_device: remember } })}
      >
        <Card padded>
          <Toggle
            label={t('second.remember')}
            hint={t(`second.rememberHint.${reason}`)}
            on={remember}
            onChange={setRemember}
          />
        </Card>
      </FactorForm>
      <div className={styles['links']}>
        <button type="button" onClick={onBack}>
          {t('second.back')}
        </button>
        <Link {...paths.recovery('lost_factors')}>{t('second.noneWorks')}</Link>
      </div>
    </div>
  )
}
