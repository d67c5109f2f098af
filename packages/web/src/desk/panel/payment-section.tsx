import type { DeskCase, Diagnosis, LocalizedText } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import type { IconName } from '#shared/icons/icon.tsx'
import { Amount } from '#shared/ui/amount.tsx'
import { Tile } from '#shared/ui/surface.tsx'
import { Timeline } from '#shared/ui/timeline.tsx'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { useTick } from '../live/use-tick.ts'
import { clockOf } from '../inbox/clock-of.ts'
import { Facts } from './facts.tsx'
import styles from './panel.module.css'

const icons: Record<Diagnosis['money'], IconName> = {
  not_charged: 'shield-ok',
  charged: 'ok-circle',
  held: 'lock',
  checking: 'clock',
  returning: 'refund',
  returned: 'ok-circle',
}

type Props = { diagnosis: Diagnosis; title: LocalizedText | null; card: DeskCase['payment'] }

/** The payment the case is about, exactly as the customer sees it: where the money is, why, who can help, what to do. */
export const PaymentSection = ({ diagnosis, title, card }: Props) => {
  const { t } = useTranslation('desk')
  const { text, moment, clockSeconds, clock } = useFormat()
  const [open, setOpen] = useState(false)
  const money = diagnosis.money === 'charged' && diagnosis.status !== 'succeeded' ? 'held' : diagnosis.money
  return (
    <section className={styles['section']} aria-labelledby="panel-payment">
      <div className={styles['head']}>
        <h2 id="panel-payment">{t('payment.title')}</h2>
        {card !== null && <span className="t7 c3">{moment(card.created_at)}</span>}
      </div>
      {card !== null && (
        <div className={styles['order']}>
          <Tile icon={categoryIcon(card.category)} size="small" />
          <span className="grow">
            <span className={styles['merchant']}>{text(card.merchant)}</span>
            {title !== null && text(title) !== text(card.merchant) && (
              <span className="t7 c3 ellipsis">{text(title)}</span>
            )}
          </span>
          <Amount money={card.amount} className="t2" />
        </div>
      )}
      <div className={styles['verdict']} data-money={money}>
        <Icon name={icons[diagnosis.money]} size={20} />
        <div className="grow">
          <h3>{text(diagnosis.verdict)}</h3>
          <p className="t6">{text(diagnosis.verdict_detail)}</p>
        </div>
      </div>
      <Facts
        rows={[
          diagnosis.cause !== null && [
            t('payment.cause'),
            <>
              <b>{text(diagnosis.cause)}</b>{' '}
              {diagnosis.code !== null && <span className="mono c3">{diagnosis.code}</span>}
            </>,
          ],
          diagnosis.fixed_by !== null && [t('payment.fixedBy'), t(`fixedBy.${diagnosis.fixed_by}`)],
          diagnosis.retry !== null && [t('payment.retry'), t(`retry.${diagnosis.retry}`)],
          diagnosis.bank !== null && [
            t('payment.bank'),
            <>
              {text(diagnosis.bank.name)}{' '}
              <span className="mono">
                {diagnosis.bank.code} {diagnosis.bank.message}
              </span>
            </>,
          ],
          [t('payment.advice'), text(diagnosis.advice)],
          diagnosis.next_step !== null && [t('payment.nextStep'), text(diagnosis.next_step.label)],
          [
            t('payment.order'),
            diagnosis.order_status === 'open' ? (
              <OrderClock expiresAt={diagnosis.order_expires_at} />
            ) : (
              t(diagnosis.paid_by === null ? `order.${diagnosis.order_status}` : 'order.paidLater')
            ),
          ],
        ]}
      />
      {diagnosis.timeline.length > 0 && (
        <>
          <button
            type="button"
            className={styles['fold']}
            aria-expanded={open}
            aria-controls="panel-timeline"
            onClick={() => setOpen((was) => !was)}
          >
            <Icon name="history" size={16} />
            <span className="grow">{t('payment.timeline', { count: diagnosis.timeline.length })}</span>
            <span className={styles['chevron']} data-open={open}>
              <Icon name="down" size={16} />
            </span>
          </button>
          <div id="panel-timeline" hidden={!open} className={styles['timeline']}>
            <Timeline
              steps={diagnosis.timeline.map((step, index) => ({
                id: `${step.at} ${index}`,
                state: step.tone === 'ok' ? 'good' : step.tone === 'wait' ? 'now' : 'past',
                title: text(step.text),
                time: open ? clockSeconds(step.at) : clock(step.at),
              }))}
            />
          </div>
        </>
      )}
    </section>
  )
}

/** Until when the order is held, and how long that still is. */
const OrderClock = ({ expiresAt }: { expiresAt: string }) => {
  const { t } = useTranslation('desk')
  const { deadline, span } = useFormat()
  const left = Date.parse(expiresAt) - useTick()
  if (left <= 0) return t('order.expired')
  return (
    <>
      {t('order.held', { time: deadline(expiresAt) })}{' '}
      <span className="c-wait">{t('order.left', { span: clockOf(left) ?? span(left) })}</span>
    </>
  )
}
