import { useQueryClient } from '@tanstack/react-query'
import type { Limits } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { amountText, cleanAmountInput, parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../../parts/form-error.tsx'
import { PinPad } from '../../parts/pin-pad.tsx'
import { crossed, raises } from './raises.ts'
import styles from './limits.module.css'

const textOf = (limit: { amount: number } | null) => (limit ? amountText(limit.amount) : '')
const moneyOf = (minor: number | null) => (minor === null ? null : { amount: minor, currency: 'CNY' as const })

/** Changes one's own limits; raising or removing one asks for the payment password. */
export const OwnLimits = ({ limits, onDone }: { limits: Limits; onDone: () => void }) => {
  const { t } = useTranslation('money')
  const { t: words } = useTranslation('customer')
  const online = useOnline()
  const queryClient = useQueryClient()
  const [perPayment, setPerPayment] = useState(textOf(limits.own.per_payment))
  const [perDay, setPerDay] = useState(textOf(limits.own.per_day))
  const [pin, setPin] = useState(false)
  const [tries, setTries] = useState(0)
  const next = { per_payment: parseAmount(perPayment) ?? null, per_day: parseAmount(perDay) ?? null }
  const up = raises(
    { per_payment: limits.own.per_payment?.amount ?? null, per_day: limits.own.per_day?.amount ?? null },
    next,
  )
  const save = useApiMutation('setOwnLimits', {
    onSuccess: (saved) => {
      queryClient.setQueryData(apiQuery('getLimits', {}).queryKey, saved)
      showToast(t('limits.saved'))
      onDone()
    },
    onError: (error) => {
      if (errorCode(error) === 'PAYMENT_PASSWORD_NEEDED') setPin(true)
      setTries(tries + 1)
    },
  })
  const send = (password?: string) =>
    save.mutate({
      body: {
        per_payment: moneyOf(next.per_payment),
        per_day: moneyOf(next.per_day),
        ...(password && { payment_password: password }),
      },
    })
  if (pin) {
    return (
      <div className={styles['pin']}>
        <p className="t5 c2" style={{ minHeight: 44 }}>
          {t('limits.pinTitle')}
        </p>
        <PinPad key={tries} label={words('checkout.passwordLabel')} disabled={save.isPending} onDone={send} />
        <div style={{ marginTop: 12, textAlign: 'left' }}>
          <FormError error={errorCode(save.error) === 'PAYMENT_PASSWORD_NEEDED' ? null : save.error} />
        </div>
      </div>
    )
  }
  const wrong = crossed(next)
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (up) setPin(true)
        else send()
      }}
    >
      <Field
        label={t('limits.perPaymentField')}
        inputMode="decimal"
        autoComplete="off"
        placeholder={t('limits.none')}
        value={perPayment}
        onChange={(event) => setPerPayment(cleanAmountInput(event.target.value))}
        error={wrong ? t('limits.crossed') : undefined}
        hint={t('limits.empty')}
      />
      <Field
        label={t('limits.perDayField')}
        inputMode="decimal"
        autoComplete="off"
        placeholder={t('limits.none')}
        value={perDay}
        onChange={(event) => setPerDay(cleanAmountInput(event.target.value))}
        hint={t('limits.empty')}
      />
      <FormError error={save.error} />
      <Button kind="primary" wide type="submit" busy={save.isPending} disabled={wrong || !online}>
        {t(up ? 'limits.saveWithPin' : 'limits.save')}
      </Button>
    </form>
  )
}
