import type { Challenge } from '@topay/contract'
import type { Input } from '@topay/contract/web'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode, explainError } from '#shared/api/explain-error.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { CodeEntry } from '../code-entry/code-entry.tsx'
import { isWholeRecoveryCode, RecoveryCodeField, TotpField } from '../code-entry/typed-factors.tsx'
import { FormError } from '../form-error.tsx'
import { signWithPasskey } from '../passkey.ts'
import sheet from '../money-sheet/money-sheet.module.css'
import rows from '../row.module.css'
import { passkeysWorkHere } from './passkeys-here.ts'
import { useChallenge, type Confirms } from './use-challenge.ts'
import styles from './step-up.module.css'

export type { Confirms } from './use-challenge.ts'
export type Verification = NonNullable<Input<'setPhrase'>['body']['verification']>
type Way = Challenge['method'] | 'recovery'

const ICONS = { code: 'sms', totp: 'phone', passkey: 'key', recovery: 'file' } as const

/**
 * Confirms one operation by a second factor: says what is confirmed (payee and amount, or the change), and takes a code
 * that was sent, the digits of an authenticator app, a recovery code, or a passkey. The others are one tap away.
 */
export const StepUp = ({
  confirms,
  submit,
  busy = false,
  wrong = null,
  error = null,
  onFresh,
  onVerification,
}: {
  /** The same object for as long as it is the same operation. */
  confirms: Confirms
  /** What the button says; it names the amount when money moves. */
  submit: string
  busy?: boolean
  /** The answer before did not fit; so many tries are left. */
  wrong?: number | null
  error?: unknown
  /** A new challenge stands. */
  onFresh?: () => void
  onVerification: (verification: Verification) => void
}) => {
  const { t } = useTranslation('stepUp')
  const language = useLanguage()
  const now = useNow()
  const [digits, setDigits] = useState('')
  const [recovery, setRecovery] = useState(false)
  const [signing, setSigning] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const { challenge, ...start } = useChallenge(confirms, () => {
    setDigits('')
    onFresh?.()
  })

  if (!challenge) {
    if (!start.error || start.busy) {
      return (
        <output className={sheet['wait']}>
          <span className={sheet['ring']} aria-hidden="true" />
          <div className="t3">{t('preparing')}</div>
        </output>
      )
    }
    // One was sent a moment ago, for something else: when the next may be sent is known.
    const { retryAt } = explainError(start.error, language)
    const pause = retryAt === null ? 0 : Math.ceil((Date.parse(retryAt) - now) / 1000)
    return (
      <div className={sheet['wait']}>
        <div className="t3">{t('failed')}</div>
        <FormError error={start.error} />
        <div style={{ marginTop: 12 }}>
          <Button icon="refresh" disabled={pause > 0} onClick={() => start.start()}>
            {pause > 0 ? t('againIn', { seconds: pause }) : t('again')}
          </Button>
        </div>
      </div>
    )
  }

  const { method } = challenge
  const way: Way = method === 'totp' && recovery ? 'recovery' : method
  const refused = wrong !== null || errorCode(error) === 'CODE_WRONG'
  const over = Date.parse(challenge.expires_at) <= now || wrong === 0
  const working = busy || signing.busy || start.busy
  const sign = async () => {
    setSigning({ busy: true, error: null })
    try {
      // What was answered or has run out is not signed again.
      const fresh = refused || over ? await start.startAsync('passkey') : challenge
      const passkey = fresh.passkey_options && (await signWithPasskey(fresh.passkey_options))
      if (passkey) onVerification({ challenge_id: fresh.id, passkey })
      setSigning({ busy: false, error: null })
    } catch (failed) {
      setSigning({ busy: false, error: failed })
    }
  }
  const choose = (next: Way) => {
    setDigits('')
    setSigning({ busy: false, error: null })
    setRecovery(next === 'recovery')
    const wanted = next === 'recovery' ? 'totp' : next
    if (wanted !== method) start.start(wanted)
  }
  const ways: Way[] = challenge.methods
    .filter((one) => one !== 'passkey' || passkeysWorkHere())
    .flatMap((one): Way[] => (one === 'totp' ? ['totp', 'recovery'] : [one]))
  const others = ways.filter((one) => one !== way)
  const told = over && way !== 'code' ? t('used') : undefined
  const note = wrong === 0 ? t('used') : wrong !== null && digits === '' ? t('wrong', { count: wrong }) : told
  const complete = way === 'recovery' ? isWholeRecoveryCode(digits) : digits.length === 6
  const masked = challenge.sent_to ?? ''
  const lead = {
    code: t('codeTo', { to: masked }),
    totp: t('totpLead'),
    recovery: t('recoveryLead'),
    passkey: t('passkeyLead'),
  }[way]
  const { operation } = confirms
  return (
    <form
      className={styles['form']}
      data-testid="step-up"
      data-method={way}
      onSubmit={(event) => {
        event.preventDefault()
        if (way === 'passkey') return void sign()
        onVerification({ challenge_id: challenge.id, code: digits.trim() })
        setDigits('')
      }}
    >
      <p className="t5 c2 center">{lead}</p>
      <div className={styles['facts']}>
        <p className="t6 c3" style={{ marginBottom: challenge.amount ? 6 : 0 }}>
          {t('confirms')}
        </p>
        {operation === 'pay_order' || operation === 'transfer' || operation === 'withdraw' ? (
          <KeyValues
            rows={[
              [t('payee'), <b key="payee">{challenge.payee}</b>],
              challenge.amount ? [t('amount'), <b key="amount">{formatMoney(challenge.amount)}</b>] : undefined,
            ]}
          />
        ) : (
          <b>{t(`operation.${operation}`)}</b>
        )}
      </div>
      {way === 'code' && (
        <CodeEntry
          to={masked}
          sent={challenge}
          value={digits}
          onChange={setDigits}
          error={note}
          resending={start.busy}
          onResend={() => start.start('code')}
        />
      )}
      {way === 'totp' && (
        <TotpField label={t('totp')} value={digits} onChange={setDigits} error={note} hint={t('totpHint')} />
      )}
      {way === 'recovery' && (
        <RecoveryCodeField
          label={t('recovery')}
          value={digits}
          onChange={setDigits}
          error={note}
          hint={t('recoveryHint')}
        />
      )}
      <FormError error={signing.error ?? start.error ?? error} />
      {over && (way === 'totp' || way === 'recovery') ? (
        <Button kind="primary" wide busy={start.busy} onClick={() => start.start('totp')}>
          {t('again')}
        </Button>
      ) : way === 'passkey' ? (
        <Button kind="primary" wide type="submit" icon="key" busy={working}>
          {t('usePasskey')}
        </Button>
      ) : (
        <Button kind="primary" wide type="submit" busy={working} disabled={!complete || over}>
          {submit}
        </Button>
      )}
      {others.length > 0 && (
        <section aria-label={t('others')}>
          <h3 className={`t6 c3 ${styles['others']}`}>{t('others')}</h3>
          <Card>
            {others.map((one) => (
              <button key={one} type="button" className={rows['row']} disabled={working} onClick={() => choose(one)}>
                <Tile icon={ICONS[one]} />
                <span className="grow">{t(`method.${one}`)}</span>
                <span className="c3">
                  <Icon name="right" size={18} />
                </span>
              </button>
            ))}
          </Card>
        </section>
      )}
    </form>
  )
}
