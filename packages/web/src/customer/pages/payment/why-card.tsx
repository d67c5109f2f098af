import type { Diagnosis, Payment } from '@topay/contract'
import type { Input } from '@topay/contract/web'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import type { IconName } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { Link } from '../../navigation.tsx'
import { useMe } from '../../parts/use-me.ts'
import { useNotifyBack } from '../../parts/use-notify-back.ts'
import { paths } from '../../paths.ts'
import { planOf, type AskFor, type StepPlan } from './next-step.ts'
import styles from './payment.module.css'

type Step = NonNullable<Diagnosis['next_step']>

const ICONS: Record<string, IconName> = {
  top_up: 'top-up',
  other_card: 'card',
  switch_method: 'wallet',
  bind_card: 'card',
  update_card: 'card',
  set_payment_password: 'lock',
  reset_payment_password: 'lock',
  retry: 'refresh',
  live_status: 'clock',
  new_order: 'cart',
  step_up: 'shield-ok',
  edit_limit: 'gear',
  network_test: 'globe',
  notify_me: 'bell',
  order_status: 'cart',
}

/** Why it failed, whose part it is to mend it, and the safest way on: one filled button, which names its amount. */
export const WhyCard = ({
  payment,
  diagnosis,
  onLook,
  onHelp,
}: {
  payment: Payment
  diagnosis: Diagnosis
  onLook: () => void
  onHelp: (body: Input<'openCase'>['body']) => void
}) => {
  const { t } = useTranslation('customer')
  const { text, deadline, span } = useFormat()
  const { t: asks } = useTranslation('money')
  const notify = useNotifyBack()
  const online = useOnline()
  const now = useNow()
  const isFrozen = useMe().frozen_at !== null
  const { next_step: next, paid_by: paidBy } = diagnosis
  const left = Date.parse(diagnosis.order_expires_at) - now
  const waits = diagnosis.order_status === 'open' && left > 0
  const checking = diagnosis.money === 'checking'
  const settled = paidBy !== null && paidBy !== payment.id

  const press = (step: Step, kind: 'primary' | 'default') => {
    const plan: StepPlan =
      diagnosis.code === 'RISK_ACCT' && isFrozen
        ? { kind: 'go', target: paths.frozen() }
        : planOf(step, payment, paidBy)
    const words = text(step.label)
    // The test works, and is needed most, without a network.
    if (plan.kind === 'go' && (online || step.action === 'network_test')) {
      return (
        <Link key={step.action} {...plan.target} className={buttonClass({ kind })}>
          {words}
        </Link>
      )
    }
    if (plan.kind === 'notify') {
      return (
        <Button
          key={step.action}
          kind={kind}
          busy={notify.busy}
          disabled={!online || notify.asked}
          onClick={notify.ask}
        >
          {notify.asked ? asks('refusal.noticed') : words}
        </Button>
      )
    }
    const ask = (about: AskFor) =>
      onHelp({
        topic: about === 'report' ? 'security' : 'payment',
        payment_id: payment.id,
        text: asks(`refusal.ask.${about}`, {
          what: `${text(payment.order.merchant.name)} ${formatMoney(payment.amount)}`,
        }),
      })
    return (
      <Button
        key={step.action}
        kind={kind}
        disabled={!online}
        onClick={plan.kind === 'ask' ? () => ask(plan.about) : onLook}
      >
        {words}
      </Button>
    )
  }

  return (
    <Card padded>
      {diagnosis.cause && (
        <>
          <h2 className="t6 c3" style={{ fontWeight: 400 }}>
            {t(checking ? 'payment.whyChecking' : 'payment.why')}
          </h2>
          <p style={{ marginTop: 4 }}>{text(diagnosis.cause)}</p>
          {diagnosis.code && (
            <p className="t7 c3 mono" style={{ marginTop: 2 }} data-testid="failure-code">
              {diagnosis.code}
              {diagnosis.bank && ` · ${text(diagnosis.bank.name)} ${diagnosis.bank.code}`}
            </p>
          )}
          <hr className={styles['rule']} />
        </>
      )}
      {settled ? (
        <>
          <p className="strong">{t('payment.orderPaid')}</p>
          <Link {...paths.payment(paidBy)} className={buttonClass({ kind: 'accent' })} style={{ marginTop: 12 }}>
            {t('payment.seePaid')}
          </Link>
        </>
      ) : (
        <>
          <h2 className="t6 c3" style={{ fontWeight: 400 }}>
            {t(next && !checking ? 'payment.safest' : 'payment.todo')}
          </h2>
          <div className="row-x g3" style={{ margin: '8px 0 0' }}>
            <Tile icon={(next && ICONS[next.action]) ?? 'headset'} tone={checking ? 'wait' : 'ok'} />
            <p className="grow">
              {text(diagnosis.advice)}
              {next?.action === 'top_up' && waits && (
                <span className="t6 c2" style={{ display: 'block' }}>
                  {t('payment.topUpThenPay', { amount: formatMoney(payment.amount) })}
                </span>
              )}
            </p>
          </div>
          {!checking && (next ?? diagnosis.alternatives.length > 0) && (
            <div className={styles['actions']} style={{ marginTop: 14 }}>
              {next && press(next, 'primary')}
              {diagnosis.alternatives.map((step) => press(step, 'default'))}
            </div>
          )}
          {!checking && (waits || !online || next?.action !== 'new_order') && (
            <p className="t6 c3 center" style={{ marginTop: 10 }} aria-live="off">
              {!online
                ? t('checkout.offline')
                : waits
                  ? t('payment.orderHeld', { time: deadline(diagnosis.order_expires_at), span: span(left) })
                  : t('payment.orderOver')}
            </p>
          )}
        </>
      )}
    </Card>
  )
}
