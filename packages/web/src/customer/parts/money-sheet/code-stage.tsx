import type { Money } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '#shared/money/format-money.ts'
import { StepUp, type Confirms as Any, type Verification } from '../step-up/step-up.tsx'

export type Confirms = Extract<Any, { operation: 'pay_order' | 'transfer' | 'withdraw' }>
export type { Verification } from '../step-up/step-up.tsx'

const SUBMIT = {
  pay_order: 'code.submit',
  transfer: 'code.submitTransfer',
  withdraw: 'code.submitWithdraw',
} as const

/** The second factor of money: bound to payee and amount, and good for nothing else. */
export const CodeStage = ({
  confirms,
  amount,
  wrong,
  onFresh,
  onCode,
}: {
  confirms: Confirms
  amount: Money
  /** The answer before was wrong; so many tries are left. */
  wrong: number | null
  /** A new challenge stands. */
  onFresh: () => void
  onCode: (verification: Verification) => void
}) => {
  const { t } = useTranslation('money')
  return (
    <StepUp
      confirms={confirms}
      submit={t(SUBMIT[confirms.operation], { amount: formatMoney(amount) })}
      wrong={wrong}
      onFresh={onFresh}
      onVerification={onCode}
    />
  )
}
