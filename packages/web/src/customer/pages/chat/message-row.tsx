import type { Message, Receipts } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import type { ChatHub } from '#shared/chat/chat-hub.ts'
import { deliveryOf, type Delivery, type TimelineItem } from '#shared/chat/timeline.ts'
import type { Attachment } from '#shared/chat/use-uploads.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { Seal } from '#shared/icons/marks.tsx'
import { Avatar } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { EventLine } from './event-line.tsx'
import { PaymentCard } from './payment-card.tsx'
import styles from './chat.module.css'

type Props = {
  item: TimelineItem
  first: boolean
  last: boolean
  receipts: Receipts | null
  /** Only the newest of one's own messages says how far it has come; a failed one always does. */
  showsDelivery: boolean
  aboutPayment: boolean
  hub: ChatHub
}

/** One item of the conversation: words of either side, a payment, or something that happened. */
export const MessageRow = (props: Props) => {
  const { message } = props.item
  if (message?.kind === 'event' && message.event) {
    return <EventLine event={message.event} at={message.created_at} aboutPayment={props.aboutPayment} />
  }
  if (message?.kind === 'card' && message.card) return <PaymentCard card={message.card} />
  return message !== null && message.author !== 'customer' ? (
    <Theirs message={message} first={props.first} />
  ) : (
    <Mine {...props} />
  )
}

const Theirs = ({ message, first }: { message: Message; first: boolean }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { text } = useFormat()
  const { agent } = message
  const name = agent ? text(agent.name) : t('chat.system')
  return (
    <div className={classes(styles['row'], styles['theirs'], first && styles['first'])}>
      {first ? (
        <Avatar name={name} icon={agent ? undefined : 'bot'} tone={agent ? 'info' : 'ok'} />
      ) : (
        <i className={styles['gap']} />
      )}
      <div className={styles['stack']}>
        {first && (
          <div className={styles['author']}>
            {/* The seal is earned: these words were written by a member of staff through the official desk. */}
            <Seal size={14} label={common('official')} />
            {agent ? t('chat.agent', { name, badge: agent.badge }) : name}
          </div>
        )}
        {message.text !== '' && <div className={styles['bubble']}>{message.text}</div>}
        <Attachments files={message.attachments} />
      </div>
    </div>
  )
}

const DELIVERY_ICONS: Record<Exclude<Delivery, 'failed'>, IconName> = {
  waiting: 'clock',
  sent: 'check',
  delivered: 'check-double',
  read: 'check-double',
}

const Mine = ({ item, first, last, receipts, showsDelivery, hub }: Props) => {
  const { t } = useTranslation()
  const delivery = deliveryOf(item, receipts, 'customer')
  const text = item.message?.text ?? item.pending?.text ?? ''
  const files = item.message?.attachments ?? item.pending?.attachments ?? []
  return (
    <div
      className={classes(
        styles['row'],
        styles['mine'],
        first && styles['first'],
        last && styles['last'],
        delivery === 'waiting' && styles['waiting'],
        delivery === 'failed' && styles['failed'],
      )}
    >
      <div className={styles['stack']}>
        {text !== '' && <div className={styles['bubble']}>{text}</div>}
        <Attachments files={files} />
        {delivery === 'failed' ? (
          <div className={styles['failure']} role="alert">
            <span>
              {t('chat.failed')}
              {item.pending?.refused && ` · ${item.pending.refused.message}`}
            </span>
            <span className="row-x">
              <button type="button" onClick={() => hub.resend(item.key)}>
                {t('chat.resend')}
              </button>
              <button type="button" onClick={() => hub.discard(item.key)}>
                {t('chat.discard')}
              </button>
            </span>
          </div>
        ) : (
          delivery !== null &&
          (showsDelivery || delivery === 'waiting') && (
            <div className={styles['state']}>
              <Icon name={DELIVERY_ICONS[delivery]} size={14} />
              {delivery === 'waiting' ? t(navigator.onLine ? 'chat.sending' : 'chat.waiting') : t(`chat.${delivery}`)}
            </div>
          )
        )}
      </div>
    </div>
  )
}

const Attachments = ({ files }: { files: readonly Attachment[] }) =>
  files.map((file) => {
    const address = `/api/v1/files/${encodeURIComponent(file.file_id)}`
    return file.media_type.startsWith('image/') ? (
      <a key={file.file_id} href={address} target="_blank" rel="noreferrer">
        <img className={styles['photo']} src={address} alt={file.name} loading="lazy" width={132} height={132} />
      </a>
    ) : (
      <a key={file.file_id} className={styles['file']} href={address} target="_blank" rel="noreferrer">
        <Icon name="file" size={20} />
        <span className="ellipsis">{file.name}</span>
      </a>
    )
  })
