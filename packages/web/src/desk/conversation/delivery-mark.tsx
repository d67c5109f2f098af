import { useTranslation } from 'react-i18next'
import type { Delivery } from '#shared/chat/timeline.ts'
import { Icon } from '#shared/icons/icon.tsx'
import type { IconName } from '#shared/icons/icon.tsx'
import { useOnline } from '#shared/realtime/use-online.ts'
import styles from './conversation.module.css'

const marks: Record<Delivery, IconName> = {
  waiting: 'clock',
  failed: 'alert',
  sent: 'check',
  delivered: 'check-double',
  read: 'check-double',
}

/** How far a message has come, as a mark and a word. */
export const DeliveryMark = ({ delivery }: { delivery: Delivery }) => {
  const { t } = useTranslation()
  const online = useOnline()
  const word = delivery === 'waiting' ? (online ? 'sending' : 'waiting') : delivery
  return (
    <span className={styles['delivery']} data-state={delivery}>
      <Icon name={marks[delivery]} size={14} />
      {t(`chat.${word}`)}
    </span>
  )
}
