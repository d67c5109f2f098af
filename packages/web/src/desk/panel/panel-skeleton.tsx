import { useTranslation } from 'react-i18next'
import { Bone } from '#shared/ui/states.tsx'
import styles from './panel.module.css'

/** The panel while it loads. */
export const PanelSkeleton = () => {
  const { t } = useTranslation()
  return (
    <output aria-busy="true" aria-label={t('loading')}>
      <span className={styles['bones']}>
        <Bone width="40%" />
        <Bone width="100%" height={30} />
        <Bone width="100%" height={66} radius={12} />
        <Bone width="80%" />
        <Bone width="66%" />
        <Bone width="72%" />
      </span>
      <span className={styles['bones']}>
        <Bone width="30%" />
        <Bone width="60%" />
        <Bone width="70%" />
        <Bone width="50%" />
      </span>
    </output>
  )
}
