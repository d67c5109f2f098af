import type { Message } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { PaymentCard } from './payment-card.tsx'
import styles from './chat.module.css'

type Event = NonNullable<Message['event']>

/** Something that happened, with an icon and what it means for the customer. */
const Note = ({ icon, title, hint, at }: { icon: IconName; title: string; hint?: string; at: string }) => {
  const { clock } = useFormat()
  return (
    <div className={styles['event']}>
      <div className="row-x g2 t6">
        <span className="c-accent">
          <Icon name={icon} size={18} />
        </span>
        <b className="grow">{title}</b>
        <span className="c3">{clock(at)}</span>
      </div>
      {hint && <div className={`t6 c2 ${styles['eventHint']}`}>{hint}</div>}
    </div>
  )
}

/** An event of the case, worded in the reader's language. */
export const EventLine = ({ event, at, aboutPayment }: { event: Event; at: string; aboutPayment: boolean }) => {
  const { t } = useTranslation('customer')
  const { text, span } = useFormat()
  switch (event.type) {
    case 'opened':
      return (
        <Note
          icon="chat"
          title={t('chat.opened')}
          hint={t(aboutPayment ? 'chat.openedHint' : 'chat.openedHintPlain')}
          at={at}
        />
      )
    case 'assigned': {
      const name = text(event.agent.name)
      return (
        <Note
          icon="headset"
          title={
            event.waited_seconds > 0
              ? t('chat.assigned', { name, span: span(event.waited_seconds * 1000) })
              : t('chat.assignedNow', { name })
          }
          hint={t(aboutPayment ? 'chat.assignedHint' : 'chat.assignedHintPlain')}
          at={at}
        />
      )
    }
    case 'closed':
      return (
        <Note
          icon="ok-circle"
          title={`${t('chat.closedEvent')} · ${t(`chat.closedReason.${event.reason}`)}`}
          hint={t('chat.closedHint')}
          at={at}
        />
      )
    case 'payment_settled':
      return (
        <div>
          <Note icon="shield-ok" title={t('chat.settled')} at={at} />
          <PaymentCard card={event.card} />
        </div>
      )
    case 'unassigned':
      return <p className={styles['quiet']}>{t('chat.unassigned')}</p>
    case 'waiting_customer':
      return <p className={styles['quiet']}>{t('chat.waitingCustomer')}</p>
    case 'reopened':
      return <p className={styles['quiet']}>{t('chat.reopened')}</p>
    case 'rated':
      return <p className={styles['quiet']}>{t('chat.ratedEvent', { score: event.score })}</p>
  }
}
