import { useTranslation } from 'react-i18next'
import { Bone } from '#shared/ui/states.tsx'
import { classes } from '#shared/ui/tone.ts'
import styles from './conversation.module.css'

const lines = [
  [false, 280, 40],
  [true, 340, 62],
  [false, 200, 40],
  [true, 260, 40],
] as const

/** A conversation while it loads. */
export const MessagesSkeleton = ({ withHeader = false }: { withHeader?: boolean }) => {
  const { t } = useTranslation()
  return (
    <output className={styles['skeleton']} aria-busy="true" aria-label={t('loading')}>
      {withHeader && (
        <span className={styles['head']}>
          <Bone width={36} height={36} radius={18} />
          <span className="grow">
            <Bone width={120} height={16} />
            <span style={{ display: 'block', height: 8 }} />
            <Bone width={240} />
          </span>
        </span>
      )}
      <span className={styles['skeletonLines']}>
        {lines.map(([ours, width, height]) => (
          <span key={width} className={classes(styles['message'], ours && styles['ours'])}>
            <Bone width={32} height={32} radius={16} />
            <Bone width={width} height={height} radius={14} />
          </span>
        ))}
      </span>
    </output>
  )
}
