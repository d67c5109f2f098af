import { useTranslation } from 'react-i18next'
import { Avatar } from '#shared/ui/surface.tsx'
import styles from './conversation.module.css'

/** The customer is writing. */
export const Typing = ({ name }: { name: string }) => {
  const { t } = useTranslation('desk')
  return (
    <div className={`${styles['message']} ${styles['typing']}`}>
      <Avatar name={name} />
      <div className={styles['body']}>
        <div className={styles['bubble']}>
          <span className={styles['dots']} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="sr">{t('conversation.typing', { name })}</span>
        </div>
      </div>
    </div>
  )
}
