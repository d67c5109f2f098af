import type { DeskCase, Receipts } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { deliveryOf } from '#shared/chat/timeline.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Seal } from '#shared/icons/marks.tsx'
import { Avatar } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { caseTitle } from '../inbox/case-title.ts'
import { useDesk } from '../live/desk-context.ts'
import { Attachments } from './attachments.tsx'
import { useCaseWords } from './case-words.ts'
import { DeliveryMark } from './delivery-mark.tsx'
import type { Placed } from './group.ts'
import { PaymentCard } from './payment-card.tsx'
import styles from './conversation.module.css'

type Props = { placed: Placed; receipts: Receipts | null; deskCase: DeskCase }

/** One thing that was said or happened. */
export const MessageRow = ({ placed, receipts, deskCase }: Props) => {
  const { t } = useTranslation('desk')
  const { t: tCommon } = useTranslation()
  const { clock, text } = useFormat()
  const { hub, staff } = useDesk()
  const words = useCaseWords()
  const { item, joined, last } = placed
  const { message, pending } = item

  if (message?.event) {
    return (
      <div className={styles['event']}>
        <span>{words.ofEvent(message.event, message.created_at, deskCase.internal)}</span>
      </div>
    )
  }
  const note = pending === null ? message.kind === 'note' : pending.kind === 'note'
  const ours = pending !== null || message.author === 'staff'
  const written = pending?.text ?? message?.text ?? ''
  const attachments = pending?.attachments ?? message?.attachments ?? []
  const delivery = deliveryOf(item, receipts, 'staff')
  const agent = pending === null ? message.agent : { name: staff.name, badge: staff.badge }
  const system = message?.author === 'system'
  const name = ours && agent !== null ? text(agent.name) : system ? t('internal.system') : caseTitle(deskCase)
  const failed = pending?.refused ?? null
  return (
    <article
      className={classes(styles['message'], ours && styles['ours'], note && styles['note'], joined && styles['joined'])}
      aria-label={t(note ? 'message.noteBy' : 'message.by', { name, time: clock(item.at) })}
    >
      {joined ? (
        <span className={styles['noFace']} />
      ) : (
        <Avatar name={name} tone={ours ? 'ok' : 'info'} {...(system && { icon: 'bot' })} />
      )}
      <div className={styles['body']}>
        {message?.card && <PaymentCard card={message.card} />}
        {written !== '' && (
          <div className={classes(styles['bubble'], delivery === 'waiting' && styles['waiting'])}>{written}</div>
        )}
        {attachments.length > 0 && <Attachments caseId={deskCase.id} attachments={attachments} />}
        {failed !== null && pending !== null && (
          <div className={styles['failedLine']} role="alert">
            <Icon name="alert" size={16} />
            <span>{failed.message}</span>
            <button type="button" onClick={() => hub.resend(pending.client_id)}>
              {tCommon('chat.resend')}
            </button>
            <button type="button" onClick={() => hub.discard(pending.client_id)}>
              {tCommon('chat.discard')}
            </button>
          </div>
        )}
        {(last || delivery === 'waiting') && failed === null && (
          <div className={styles['meta']}>
            {note && <Icon name="lock" size={14} />}
            {ours && !note && pending === null && <Seal size={14} label={tCommon('official')} />}
            {system && <span>{name}</span>}
            {ours && agent !== null && (
              <span>
                {name} {agent.badge}
              </span>
            )}
            {note && <span>{t('message.onlyUs')}</span>}
            <time dateTime={item.at}>{clock(item.at)}</time>
            {delivery !== null && <DeliveryMark delivery={delivery} />}
          </div>
        )}
      </div>
    </article>
  )
}
