import { useQueryClient } from '@tanstack/react-query'
import type { FailureCode, LocalizedText, Money } from '@topay/contract'
import type { Input, Output } from '@topay/contract/web'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Link } from '../../navigation.tsx'
import { paths } from '../../paths.ts'
import { FormError } from '../form-error.tsx'
import { PinPad } from '../pin-pad.tsx'
import { CodeStage, type Confirms, type Verification } from './code-stage.tsx'
import { nextStage } from './next-stage.ts'
import { Trouble } from './trouble.tsx'
import { useMoneyAction } from './use-money-action.ts'
import styles from './money-sheet.module.css'

type Guarded = 'payOrder' | 'sendTransfer' | 'withdraw'
export type Proof = { payment_password: string; verification?: Verification }

type Props<Id extends Guarded> = {
  open: boolean
  onClose: () => void
  title: string
  operation: Id
  /** What to send, with what proves who sends it. */
  inputOf: (proof: Proof) => Input<Id>
  /** What a second factor would confirm. */
  confirms: Confirms
  amount: Money
  /** Who gets it: shown above the digits, and remembered should the answer be lost. */
  name: LocalizedText
  note: ReactNode
  /** Ask for the second factor at once: the payment password alone was not enough before. */
  stepUp?: boolean | undefined
  onDone: (result: Output<Id>) => void
}

/** What may be out of date after money moved, or did not. */
const CHANGED = [
  'getWallet',
  'listTransactions',
  'getOrder',
  'diagnosePayment',
  'getMe',
  'getLimits',
  'listPayees',
  'getMoneyRequest',
  'listMoneyRequests',
]

/** The sheet over a page that moves money; what is inside starts anew with every opening. */
export const MoneySheet = <Id extends Guarded>(props: Props<Id>) => {
  const [busy, setBusy] = useState(false)
  const { t } = useTranslation('money')
  const [stage, setStage] = useState<'pin' | 'code'>('pin')
  return (
    <Sheet
      open={props.open}
      // While the outcome is open the sheet stays: closing it would invite a second try.
      onClose={() => {
        if (!busy) props.onClose()
      }}
      title={stage === 'code' ? t('code.title') : props.title}
    >
      <Inside {...props} onBusy={setBusy} onStage={setStage} />
    </Sheet>
  )
}

/**
 * Asks for the payment password, then, where the server wants it, for a code, and sends. A wrong password or code is told
 * here and may be tried again; every other outcome goes to `onDone`.
 */
const Inside = <Id extends Guarded>({
  operation,
  inputOf,
  confirms,
  amount,
  name,
  note,
  stepUp = false,
  onDone,
  onBusy,
  onStage,
}: Props<Id> & { onBusy: (busy: boolean) => void; onStage: (stage: 'pin' | 'code') => void }) => {
  const { t } = useTranslation('customer')
  const queryClient = useQueryClient()
  const [stage, setStage] = useState<'pin' | 'code'>('pin')
  const [password, setPassword] = useState('')
  const [wrongPin, setWrongPin] = useState<number | null>(null)
  const [wrongCode, setWrongCode] = useState<number | null>(null)
  const [tries, setTries] = useState(0)

  const settle = async (result: Refusable, input: Input<Id>) => {
    for (const changed of CHANGED) void queryClient.invalidateQueries({ queryKey: [changed] })
    const proof = (input as unknown as { body: Proof }).body
    const next = nextStage(result, {
      verified: proof.verification !== undefined,
      limits:
        result.failure_code === 'LIM_AUTH_DAY' ? await queryClient.fetchQuery(apiQuery('getLimits', {})) : undefined,
      amount: amount.amount,
    })
    if (next.stage === 'done') return onDone(result as Output<Id>)
    if (next.stage === 'pin') {
      setWrongPin(next.tries_left)
      setTries((count) => count + 1)
    } else setWrongCode(next.tries_left)
    setStage(next.stage)
  }
  const action = useMoneyAction(operation, {
    about: { amount, name },
    onDone: (result, input) => void settle(result as Refusable, input),
  })
  const { state } = action
  const send = (proof: Proof) => action.send(inputOf(proof))
  const sending = state.kind === 'sending'
  useEffect(() => onBusy(sending), [onBusy, sending])
  useEffect(() => {
    onStage(stage)
    return () => onStage('pin')
  }, [onStage, stage])

  const trouble = state.kind !== 'idle' && state.kind !== 'refused' && (
    <Trouble state={state} onAsk={action.ask} onAgain={action.again} />
  )
  if (stage === 'code') {
    return (
      <>
        {trouble}
        {/* Kept while the answer is on its way: a wrong code is tried again with the same message. */}
        <div hidden={trouble !== false}>
          <CodeStage
            confirms={confirms}
            amount={amount}
            wrong={wrongCode}
            onFresh={() => setWrongCode(null)}
            onCode={(verification) => send({ payment_password: password, verification })}
          />
          <FormError error={state.kind === 'refused' ? state.error : null} />
        </div>
      </>
    )
  }
  if (trouble) return trouble
  return (
    <div className={styles['sheet']}>
      <div className="t1">
        <Amount money={amount} />
      </div>
      <div id="money-note" className={`t6 ${styles['note']}`} aria-live="polite">
        {wrongPin !== null ? (
          <span className="c-danger">{t('checkout.wrong', { count: wrongPin })}</span>
        ) : (
          <span className={`c2 ${styles['who']}`}>{note}</span>
        )}
      </div>
      <PinPad
        key={tries}
        label={t('checkout.passwordLabel')}
        describedBy="money-note"
        wrong={wrongPin !== null}
        onDone={(digits) => {
          setPassword(digits)
          if (stepUp) setStage('code')
          else send({ payment_password: digits })
        }}
      />
      <FormError error={state.kind === 'refused' ? state.error : null} />
      {wrongPin !== null && (
        <Link {...paths.resetPayPassword()} className={buttonClass({ kind: 'plain', size: 'small' })}>
          {t('checkout.forgot')}
        </Link>
      )}
    </div>
  )
}

/** The part of a payment, transfer or withdrawal that says how it ended. */
type Refusable = { status: string; failure_code: FailureCode | null; tries_left: number | null }
