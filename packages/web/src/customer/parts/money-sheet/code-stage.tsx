import type { Money } from '@topay/contract'
import type { Input } from '@topay/contract/web'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { KeyValues } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { CodeEntry } from '../code-entry/code-entry.tsx'
import { FormError } from '../form-error.tsx'
import styles from './money-sheet.module.css'

export type Confirms = Extract<Input<'startChallenge'>['body'], { operation: 'pay_order' | 'transfer' | 'withdraw' }>
export type Verification = { challenge_id: string; code: string }

const SUBMIT = {
  pay_order: 'code.submit',
  transfer: 'code.submitTransfer',
  withdraw: 'code.submitWithdraw',
} as const

/**
 * The second factor: a code was sent that names payee and amount and is good for nothing else. Says where it went and
 * what it confirms; the code field is the one that phones fill in by themselves.
 */
export const CodeStage = ({
  confirms,
  amount,
  wrong,
  onFresh,
  onCode,
}: {
  confirms: Confirms
  amount: Money
  /** The code before was wrong; so many tries are left. */
  wrong: number | null
  /** A new code was sent. */
  onFresh: () => void
  onCode: (verification: Verification) => void
}) => {
  const { t } = useTranslation('money')
  const language = useLanguage()
  const now = useNow()
  const [code, setCode] = useState('')
  const start = useApiMutation('startChallenge', {
    onSuccess: () => {
      setCode('')
      onFresh()
    },
  })
  const { mutate, data: challenge } = start
  const asked = useRef(false)
  useEffect(() => {
    // Once, also under StrictMode: every call sends a message.
    if (asked.current) return
    asked.current = true
    mutate({ body: confirms })
  }, [mutate, confirms])

  if (!challenge) {
    // One was sent a moment ago, for something else: when the next may be sent is known.
    const { retryAt } = start.isError ? explainError(start.error, language) : { retryAt: null }
    const pause = retryAt === null ? 0 : Math.ceil((Date.parse(retryAt) - now) / 1000)
    return (
      <div className={styles['wait']}>
        {start.isError ? (
          <>
            <div className="t3">{t('code.failed')}</div>
            <FormError error={start.error} />
            <div style={{ marginTop: 12 }}>
              <Button
                icon="refresh"
                busy={start.isPending}
                disabled={pause > 0}
                onClick={() => mutate({ body: confirms })}
              >
                {pause > 0 ? t('code.resendIn', { seconds: pause }) : t('code.resend')}
              </Button>
            </div>
          </>
        ) : (
          <output className={styles['wait']}>
            <span className={styles['ring']} aria-hidden="true" />
            <div className="t3">{t('code.sending')}</div>
          </output>
        )}
      </div>
    )
  }
  const left = Date.parse(challenge.expires_at) - now
  const error =
    wrong === 0 ? t('code.used') : wrong !== null && code === '' ? t('code.wrong', { count: wrong }) : undefined
  const masked = challenge.sent_to ?? ''
  return (
    <form
      className={styles['code']}
      data-testid="step-up"
      onSubmit={(event) => {
        event.preventDefault()
        onCode({ challenge_id: challenge.id, code })
        setCode('')
      }}
    >
      <p className="t5 c2 center">{t('code.lead', { to: masked })}</p>
      <div className={styles['facts']}>
        <p className="t6 c3" style={{ marginBottom: 6 }}>
          {t('code.confirms')}
        </p>
        <KeyValues
          rows={[
            [t('code.payee'), <b key="payee">{challenge.payee}</b>],
            [t('code.amount'), <b key="amount">{formatMoney(challenge.amount ?? amount)}</b>],
          ]}
        />
      </div>
      <CodeEntry
        to={masked}
        sent={challenge}
        value={code}
        onChange={setCode}
        error={error}
        resending={start.isPending}
        onResend={() => mutate({ body: confirms })}
      />
      <FormError error={start.error} />
      <Button kind="primary" wide type="submit" disabled={code.length !== 6 || left <= 0 || wrong === 0}>
        {t(SUBMIT[confirms.operation], { amount: formatMoney(amount) })}
      </Button>
    </form>
  )
}
