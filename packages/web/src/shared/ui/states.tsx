import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../icons/icon.tsx'
import { MarkLine } from '../icons/marks.tsx'
import { Button } from './button.tsx'
import { Card, Tile } from './surface.tsx'
import { classes } from './tone.ts'
import styles from './states.module.css'

/** One still bar of a skeleton. Appears after 200 ms, so that a fast answer never flashes. */
export const Bone = ({
  width,
  height = 12,
  radius,
}: {
  width: CSSProperties['width']
  height?: number
  radius?: number
}) => <i className={classes(styles['bone'], styles['late'])} style={{ width, height, borderRadius: radius }} />

/** A card of rows in the height of the real ones, while a list loads. */
export const SkeletonRows = ({ rows = 3 }: { rows?: number }) => {
  const { t } = useTranslation()
  return (
    <output className={styles['loading']} aria-busy="true" aria-label={t('loading')}>
      <Card>
        {Array.from({ length: rows }, (_, index) => (
          <div key={index} className={styles['boneRow']}>
            <Bone width={40} height={40} radius={12} />
            <div className="grow col-y g2">
              <Bone width={`${44 - (index % 3) * 6}%`} />
              <Bone width={`${66 - (index % 2) * 12}%`} />
            </div>
            <Bone width={64} />
          </div>
        ))}
      </Card>
    </output>
  )
}

/** Nothing here yet: the mark, one line, one action that leads on. */
export const EmptyState = ({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) => (
  <div className={styles['empty']}>
    <span className={styles['mark']}>
      <MarkLine />
    </span>
    <div className="strong" style={{ marginTop: 8 }}>
      {title}
    </div>
    {hint && <div className="t6 c2">{hint}</div>}
    {action && <div style={{ marginTop: 14 }}>{action}</div>}
  </div>
)

/**
 * Something failed: what, whose fault, whether money is safe, try again, a person, and the id that support can look up.
 * Never red: nothing is lost.
 */
export const ErrorState = ({
  title,
  hint,
  requestId,
  onRetry,
  help,
}: {
  title: string
  hint: string
  requestId?: string
  onRetry?: () => void
  /** The way to a person: a link or button. */
  help?: ReactNode
}) => {
  const { t } = useTranslation()
  return (
    <Card padded role="alert">
      <div className="row-x top g3">
        <Tile icon="alert" tone="info" />
        <div className="grow">
          <div className="strong">{title}</div>
          <div className="t6 c2">{hint}</div>
        </div>
      </div>
      {(onRetry ?? help) && (
        <div className={styles['actions']}>
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {help}
        </div>
      )}
      {requestId && (
        <div className={classes(styles['request'], 't7 c3')}>{t('error.requestId', { id: requestId })}</div>
      )}
    </Card>
  )
}

/** The amber line on top while there is no network. `time` is the written age of what is shown; `text` says something else instead. */
export const OfflineStrip = ({ time, text }: { time?: string; text?: string }) => {
  const { t } = useTranslation()
  return (
    <output className={styles['strip']}>
      <Icon name="wifi-off" size={18} />
      <span className="grow">{text ?? (time ? t('offline.strip', { time }) : t('offline.stripNoTime'))}</span>
    </output>
  )
}

/** How far long work has come, 0 to 1. */
export const ProgressBar = ({
  share,
  label,
  tone = 'wait',
}: {
  share: number
  label: string
  tone?: 'wait' | 'ok'
}) => (
  <progress
    className={classes(styles['bar'], tone === 'ok' && styles['good'])}
    aria-label={label}
    max={1}
    value={Math.min(1, Math.max(0, share))}
  />
)
