import { useQuery } from '@tanstack/react-query'
import type { LocalizedText, Payment } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { Timeline, type TimelineStep } from '#shared/ui/timeline.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, usePathPart } from '../../navigation.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { CopyButton, readableId } from '../../parts/copy-button.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useHelp } from '../../parts/use-help.ts'
import { paths } from '../../paths.ts'
import { returnHost } from '../pay/order-state.ts'
import { TermsCard } from '../pay/terms-card.tsx'
import { CheckingProgress } from './checking-card.tsx'
import { verdictTone } from './next-step.ts'
import { Verdict } from './verdict.tsx'
import { WhyCard } from './why-card.tsx'
import styles from './payment.module.css'

/** How often an unknown result is looked at while the page is open, in ms; the stream usually is quicker. */
const LOOK_EVERY = 4_000

const STATUS = {
  succeeded: 'payment.statusSucceeded',
  failed: 'payment.statusFailed',
  pending: 'payment.statusPending',
  unknown: 'payment.statusUnknown',
} as const

/** What it was, or would have been, paid with; both parts where two were used. */
const wayPaid = (
  { from_balance, from_card, bank_name, card_last4, method }: Payment,
  text: (value: LocalizedText) => string,
  balance: string,
): string => {
  const card = bank_name ? `${text(bank_name)} (${card_last4 ?? ''})` : ''
  if (method.type === 'balance') return balance
  if (method.type === 'card') return card
  return `${balance} ${formatMoney(from_balance)} + ${card} ${formatMoney(from_card)}`
}

/** One payment: where the money is, why, what to do, what happened, and one tap to a person. */
export const PaymentPage = () => {
  const { t } = useTranslation('customer')
  const { text, moment, clockSeconds } = useFormat()
  const { t: common } = useTranslation()
  const { t: words } = useTranslation('money')
  const { done } = useAddressSearch<{ done: boolean }>()
  const params = { payment_id: usePathPart('paymentId') }
  const open = (status: string | undefined) => (status === 'unknown' || status === 'pending' ? LOOK_EVERY : false)
  const payment = useQuery({
    ...apiQuery('getPayment', { params }),
    refetchInterval: ({ state }) => open(state.data?.status),
  })
  const diagnosis = useQuery({
    ...apiQuery('diagnosePayment', { params }),
    refetchInterval: ({ state }) => open(state.data?.status),
  })
  const [asking, setAsking] = useState(false)
  const help = useHelp()

  const title = t('payment.title')
  const again = () => {
    void payment.refetch()
    void diagnosis.refetch()
  }
  if (!payment.data || !diagnosis.data) {
    return (
      <Page title={title} back={paths.bills()}>
        <Waiting reads={[payment, diagnosis]} title={t('payment.failedToOpen')}>
          <SkeletonRows rows={1} />
          <SkeletonRows rows={2} />
          <SkeletonRows rows={3} />
        </Waiting>
      </Page>
    )
  }
  const paid = payment.data
  const found = diagnosis.data
  const host = returnHost(paid.order)
  const justPaid = done === true && paid.status === 'succeeded'
  const tone = verdictTone(found.money)
  const last = found.timeline.length - 1
  const steps: TimelineStep[] = found.timeline.map((step, index) => ({
    id: `${step.at}${index}`,
    state: step.tone === 'ok' ? 'good' : step.tone === 'wait' && index === last ? 'now' : 'past',
    title: text(step.text),
    time: clockSeconds(step.at),
  }))

  return (
    <Page
      title={title}
      heading={false}
      back={paths.bills()}
      readAt={payment.dataUpdatedAt}
      foot={
        <div className={styles['foot']}>
          {!justPaid && (
            <Button icon="question" onClick={() => setAsking(true)}>
              {t('payment.notMine')}
            </Button>
          )}
          <Button
            kind="accent"
            icon="headset"
            busy={help.busy}
            onClick={() => help.open({ topic: 'payment', payment_id: paid.id })}
          >
            {t('payment.help')}
          </Button>
          {justPaid && host && paid.order.return_url ? (
            <a href={paid.order.return_url} rel="noreferrer" className={buttonClass({ kind: 'primary' })}>
              {words('checkout.backShort')}
            </a>
          ) : (
            justPaid && (
              <Link {...paths.home()} replace className={buttonClass({ kind: 'primary' })}>
                {common('done')}
              </Link>
            )
          )}
        </div>
      }
    >
      <div className="row-x g3" style={{ padding: '0 2px' }}>
        <Tile icon={categoryIcon(paid.order.merchant.category)} />
        <div className="grow">
          <div className="strong">{text(paid.order.merchant.name)}</div>
          <div className="t6 c3">
            {paid.order.description} · {moment(paid.created_at)}
          </div>
        </div>
        <div style={{ textAlign: 'right', flex: 'none' }}>
          <Amount money={paid.amount} className="t2" />
          <div className="t6 c2">{t(STATUS[paid.status])}</div>
        </div>
      </div>

      <Verdict
        tone={tone}
        icon={tone === 'wait' ? 'clock' : paid.status === 'succeeded' ? 'ok-circle' : 'shield-ok'}
        title={text(found.verdict)}
      >
        {text(found.verdict_detail)}
        {found.money === 'checking' && (
          <CheckingProgress
            since={paid.created_at}
            onLook={again}
            looking={payment.isFetching || diagnosis.isFetching}
          />
        )}
      </Verdict>

      {paid.status !== 'succeeded' && <WhyCard payment={paid} diagnosis={found} onLook={again} onHelp={help.open} />}

      {steps.length > 0 && (
        <Card padded>
          <h2 className="sr">{t('payment.timeline')}</h2>
          <Timeline steps={steps} />
        </Card>
      )}

      <Card padded>
        <h2 className="sr">{t('payment.details')}</h2>
        <KeyValues
          rows={[
            [t('payment.method'), wayPaid(paid, text, t('bill.balance'))],
            [t('payment.order'), paid.order.description],
            [t('payment.created'), moment(paid.created_at)],
            paid.settled_at ? [t('payment.settled'), moment(paid.settled_at)] : undefined,
            paid.order.merchant_reference ? [t('payment.reference'), paid.order.merchant_reference] : undefined,
            [
              t('payment.number'),
              <span key="number" className="row-x g1">
                {readableId(paid.id)}
                <CopyButton text={paid.id} label={t('payment.copyNumber')} />
              </span>,
            ],
          ]}
        />
      </Card>
      {paid.status === 'succeeded' && paid.order.refund_terms && <TermsCard terms={paid.order.refund_terms} />}
      <p className="t7 c3 center">{t('payment.checkedAt', { time: moment(found.checked_at) })}</p>

      <Sheet open={asking} onClose={() => setAsking(false)} title={t('payment.notMineTitle')} kind="center">
        <p className="t5 c2" style={{ margin: '8px 0 16px' }}>
          {t('payment.notMineText')}
        </p>
        <div className="col-y g2">
          <Button
            kind="primary"
            wide
            busy={help.busy}
            onClick={() => help.open({ topic: 'security', payment_id: paid.id })}
          >
            {t('payment.notMineAction')}
          </Button>
          <Button wide onClick={() => setAsking(false)}>
            {t('payment.notMineCancel')}
          </Button>
        </div>
      </Sheet>
    </Page>
  )
}
