import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, useGo, useLeave } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PinPad } from '../../parts/pin-pad.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import styles from './account.module.css'

type Step = { name: 'current' } | { name: 'new'; current?: string } | { name: 'again'; current?: string; first: string }

/** Sets the six digits that confirm every payment, or changes them after the present ones were given. */
export const PaymentPasswordPage = () => {
  const { t } = useTranslation('customer')
  const { order } = useAddressSearch<{ order: string }>()
  const me = useMe()
  const go = useGo()
  const leave = useLeave()
  const queryClient = useQueryClient()
  const isChange = me.payment_password !== 'unset'
  const start: Step = { name: isChange ? 'current' : 'new' }
  const [step, setStep] = useState<Step>(start)
  const [note, setNote] = useState<string>()
  const [tries, setTries] = useState(0)

  const again = (next: Step, why?: string) => {
    setNote(why)
    setStep(next)
    setTries(tries + 1)
  }
  const save = useApiMutation('setPaymentPassword', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
      showToast(t(isChange ? 'payPassword.changed' : 'payPassword.saved'))
      if (order) go(paths.checkout(order), { replace: true })
      else leave(paths.me())
    },
    onError: (error) => {
      const code = errorCode(error)
      if (code === 'PAYMENT_PASSWORD_LOCKED') void queryClient.invalidateQueries({ queryKey: ['getMe'] })
      if (code === 'PAYMENT_PASSWORD_WRONG') again({ name: 'current' })
      else again(step.name === 'current' ? step : { name: 'new', current: step.current })
    },
  })

  const take = (digits: string) => {
    save.reset()
    if (step.name === 'current') again({ name: 'new', current: digits })
    else if (step.name === 'new') again({ name: 'again', current: step.current, first: digits })
    else if (digits !== step.first) again({ name: 'new', current: step.current }, t('payPassword.differ'))
    else {
      save.mutate({
        body: { payment_password: digits, ...(step.current && { current_payment_password: step.current }) },
      })
    }
  }
  const words = {
    current: [t('payPassword.enterCurrent'), ''],
    new: [t('payPassword.enterNew'), t('payPassword.enterNewHint')],
    again: [t('payPassword.enterAgain'), t('payPassword.enterAgainHint')],
  } as const
  const [title, hint] = words[step.name]

  return (
    <Page title={t(isChange ? 'payPassword.changeTitle' : 'payPassword.setTitle')} heading={false} back={paths.me()}>
      {me.payment_password === 'locked' ? (
        <Locked until={me.payment_password_locked_until} />
      ) : (
        <div className={styles['pin']}>
          <h1 className="t2">{title}</h1>
          <p id="pin-note" className="t6 c2" style={{ minHeight: 20, marginBottom: 16 }} aria-live="polite">
            {note ? <span className="c-danger">{note}</span> : save.isPending ? t('payPassword.saving') : hint}
          </p>
          <PinPad
            key={`${step.name}${tries}`}
            label={title}
            describedBy="pin-note"
            disabled={save.isPending}
            wrong={note !== undefined}
            onDone={take}
          />
          <div style={{ marginTop: 16, textAlign: 'left' }}>
            <FormError error={save.error} />
          </div>
          {isChange && (
            <Link {...paths.resetPayPassword()} className={buttonClass({ kind: 'plain', size: 'small' })}>
              {t('payPassword.forgot')}
            </Link>
          )}
        </div>
      )}
    </Page>
  )
}

const Locked = ({ until }: { until: string | null }) => {
  const { t } = useTranslation('customer')
  const { deadline, span } = useFormat()
  const now = useNow(10_000)
  return (
    <div className={styles['pin']}>
      <Tile icon="lock" tone="wait" size="large" />
      <h1 className="t2" style={{ marginTop: 8 }}>
        {t('payPassword.locked')}
      </h1>
      {until && (
        <p className="t5 c2">
          {t('payPassword.lockedHint', { time: deadline(until), span: span(Date.parse(until) - now) })}
        </p>
      )}
      <div style={{ marginTop: 16 }}>
        <Link {...paths.resetPayPassword()} className={buttonClass({ kind: 'primary' })}>
          {t('payPassword.lockedReset')}
        </Link>
      </div>
    </div>
  )
}
