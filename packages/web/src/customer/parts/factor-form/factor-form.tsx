import type { FactorChoice } from '@topay/contract'
import type { Input } from '@topay/contract/web'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { CodeEntry, type SentCode } from '../code-entry/code-entry.tsx'
import { isWholeRecoveryCode, RecoveryCodeField, TotpField } from '../code-entry/typed-factors.tsx'
import { FormError } from '../form-error.tsx'
import { useRetryIn } from '../use-retry-in.ts'
import { knowsPasskeys, signWithPasskey } from '../passkey.ts'
import rows from '../row.module.css'
import { FACTOR_ICONS } from './factor-words.ts'
import styles from './factor-form.module.css'

export type Proof = Input<'verifySecondFactor'>['body']['proof']
type Sent = SentCode & { sent_to: string }

/**
 * Shows, by one of the ways the account has, that it is its owner: the strongest first, the others one tap away. A code is
 * sent when its way is chosen, and once only.
 */
export const FactorForm = ({
  methods,
  submit,
  busy,
  error,
  sendCode,
  passkeyOptions,
  onProof,
  children,
}: {
  methods: readonly FactorChoice[]
  submit: string
  busy: boolean
  error: unknown
  /** Has a code sent. Left out where none can be sent: those ways are then not offered. */
  sendCode?: (method: 'sms' | 'email') => Promise<Sent>
  passkeyOptions: () => Promise<Record<string, unknown>>
  onProof: (proof: Proof) => void
  /** Stands above the button. */
  children?: ReactNode
}) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation('customer')
  const offered = methods.filter(({ method }) =>
    method === 'passkey' ? knowsPasskeys() : sendCode !== undefined || (method !== 'sms' && method !== 'email'),
  )
  const [method, setMethod] = useState(offered[0]?.method)
  const [digits, setDigits] = useState('')
  /** The way whose proof was sent last: what is said about it is not said about another. */
  const [proved, setProved] = useState<FactorChoice['method']>()
  const [sent, setSent] = useState<{ sms?: Sent; email?: Sent }>({})
  const [own, setOwn] = useState<{ error: unknown; busy: boolean }>({ error: null, busy: false })
  const wait = useRetryIn(own.error)

  const run = async (work: () => Promise<void>) => {
    setOwn({ error: null, busy: true })
    const failed: unknown = await work().then(
      () => null,
      (reason: unknown) => reason,
    )
    setOwn({ error: failed, busy: false })
  }
  const send = (by: 'sms' | 'email') =>
    run(async () => {
      const answer = await sendCode?.(by)
      setDigits('')
      if (answer) setSent((before) => ({ ...before, [by]: answer }))
    })
  const choose = (next: FactorChoice['method']) => {
    setMethod(next)
    setDigits('')
    setOwn({ error: null, busy: false })
    if ((next === 'sms' || next === 'email') && !sent[next]) void send(next)
  }
  const sign = () =>
    run(async () => {
      const passkey = await signWithPasskey(await passkeyOptions())
      if (!passkey) return
      setProved('passkey')
      onProof({ method: 'passkey', passkey })
    })

  const first = useRef(choose)
  const begun = useRef(false)
  useEffect(() => {
    // Once, also under StrictMode: every call may send a message.
    if (begun.current || method === undefined) return
    begun.current = true
    if (method === 'sms' || method === 'email') first.current(method)
  }, [method])
  // A code that was wrong is gone from the field; the same message may hold the right one.
  const refused = errorCode(error)
  const lastError = useRef<unknown>(null)
  useEffect(() => {
    if (error && error !== lastError.current && refused !== null) setDigits('')
    lastError.current = error
  }, [error, refused])

  if (method === undefined) return <p className="t5 c2">{t('factor.none')}</p>
  const choice = offered.find((one) => one.method === method)
  const others = offered.filter((one) => one.method !== method)
  const message = method === 'sms' || method === 'email' ? sent[method] : undefined
  const working = busy || own.busy
  const complete = method === 'recovery_code' ? isWholeRecoveryCode(digits) : digits.length === 6

  return (
    <form
      className={styles['form']}
      data-testid={`factor-${method}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (method === 'passkey') void sign()
        else {
          setProved(method)
          onProof({ method, code: digits.trim() })
        }
      }}
    >
      <div className={styles['way']}>
        <Tile icon={FACTOR_ICONS[method]} tone="ok" />
        <div className="grow">
          <div className="strong">{t(`factor.name.${method}`)}</div>
          <p className="t6 c2">
            {message
              ? t('factor.sent', { to: message.sent_to })
              : method === 'sms' || method === 'email'
                ? t('factor.goesTo', { to: choice?.sent_to ?? '' })
                : t(`factor.hint.${method}`)}
          </p>
        </div>
      </div>
      {message && (method === 'sms' || method === 'email') && (
        <CodeEntry
          to={message.sent_to}
          sent={message}
          value={digits}
          onChange={setDigits}
          resending={own.busy}
          onResend={() => void send(method)}
        />
      )}
      {method === 'totp' && (
        <TotpField label={t('factor.totpField')} value={digits} onChange={setDigits} hint={t('factor.totpHint')} />
      )}
      {method === 'recovery_code' && (
        <RecoveryCodeField
          label={t('factor.recoveryField')}
          value={digits}
          onChange={setDigits}
          hint={t('factor.recoveryHint')}
        />
      )}
      <FormError error={own.error ?? (proved === method ? error : null)} />
      {children}
      {(method === 'sms' || method === 'email') && !message ? (
        <Button kind="primary" wide busy={own.busy} disabled={wait > 0} onClick={() => void send(method)}>
          {wait > 0 ? common('signUp.resendIn', { seconds: wait }) : t('factor.send')}
        </Button>
      ) : (
        <Button kind="primary" wide type="submit" busy={working} disabled={method !== 'passkey' && !complete}>
          {method === 'passkey' ? t('factor.usePasskey') : submit}
        </Button>
      )}
      {others.length > 0 && (
        <section aria-label={t('factor.others')}>
          <h2 className={`t6 c3 ${styles['others']}`}>{t('factor.others')}</h2>
          <Card>
            {others.map((one) => (
              <button
                key={one.method}
                type="button"
                className={rows['row']}
                disabled={working}
                onClick={() => choose(one.method)}
              >
                <Tile icon={FACTOR_ICONS[one.method]} />
                <span className="grow">
                  <span className={styles['block']}>{t(`factor.name.${one.method}`)}</span>
                  {one.sent_to && <span className={`t6 c3 ${styles['block']}`}>{one.sent_to}</span>}
                </span>
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
