import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Field } from '#shared/ui/field.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { DemoCode } from './demo-code.tsx'
import styles from './code-entry.module.css'

/** When a code that was sent ends, and from when another may be asked for (RFC 3339). */
export type SentCode = { expires_at: string; resend_at: string | null }

/**
 * The six digits of a message that was sent: how long they count, when another may be sent, and, in a demo, the code
 * itself. Phones fill the field in by themselves. The field is ready for typing when a code was sent.
 */
export const CodeEntry = ({
  to,
  sent,
  value,
  onChange,
  error,
  resending,
  onResend,
  onChangeAddress,
}: {
  /** Where it went, as typed or as the server masked it. */
  to: string
  /** Left out when the code came another way, such as by a message with a link to the page. */
  sent?: SentCode | undefined
  value: string
  onChange: (digits: string) => void
  /** What was wrong with the code before. */
  error?: string | undefined
  resending: boolean
  onResend: () => void
  /** Gives another address in place of this one. */
  onChangeAddress?: () => void
}) => {
  const { t } = useTranslation('customer')
  const { span } = useFormat()
  const now = useNow()
  const field = useRef<HTMLInputElement>(null)
  const until = sent?.expires_at ?? 'now'
  useEffect(() => {
    if (until) field.current?.focus({ preventScroll: true })
  }, [until])
  const wait = sent ? Math.ceil((Date.parse(sent.resend_at ?? sent.expires_at) - now) / 1000) : 0
  const left = sent ? Date.parse(sent.expires_at) - now : null
  return (
    <div className={styles['entry']}>
      <div className={styles['code']}>
        <Field
          ref={field}
          label={t('signUp.code')}
          aside={
            onChangeAddress && (
              <button type="button" className={classes(styles['inline'], styles['change'])} onClick={onChangeAddress}>
                {t('signUp.change')}
              </button>
            )
          }
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={6}
          pattern="\d{6}"
          placeholder="······"
          value={value}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
          error={left !== null && left <= 0 ? t('signUp.codeExpired') : error}
          hint={left !== null && t('signUp.codeHint', { span: span(Math.ceil(left / 60_000) * 60_000) })}
          end={
            <button type="button" className={styles['inline']} disabled={wait > 0 || resending} onClick={onResend}>
              {wait > 0 ? t('signUp.resendIn', { seconds: wait }) : t('signUp.resend')}
            </button>
          }
        />
      </div>
      {sent && <DemoCode to={to} sentAt={sent.resend_at ?? sent.expires_at} onFill={onChange} />}
    </div>
  )
}
