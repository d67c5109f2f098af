import { useTranslation } from 'react-i18next'
import { Bone } from '#shared/ui/states.tsx'
import styles from './inbox.module.css'

/** The list in its final height while it loads. */
export const ListSkeleton = () => {
  const { t } = useTranslation()
  return (
    <output aria-busy="true" aria-label={t('loading')}>
      {[72, 54, 80, 60, 68, 50].map((width) => (
        <div key={width} className={styles['row']}>
          <Bone width={32} height={32} radius={16} />
          <span className={styles['rowBody']}>
            <span className={styles['rowLine']}>
              <Bone width={`${width / 2}%`} />
            </span>
            <span className={styles['rowLine']}>
              <Bone width={`${width}%`} />
            </span>
            <span className={styles['rowPills']}>
              <Bone width={96} height={16} />
            </span>
          </span>
        </div>
      ))}
    </output>
  )
}
