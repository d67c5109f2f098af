import type { ReactNode } from 'react'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { classes } from '#shared/ui/tone.ts'
import styles from './payment.module.css'

/** The first words on any trouble, and the first heading of the page: where the money is. */
export const Verdict = ({
  tone,
  icon,
  title,
  children,
}: {
  tone: 'ok' | 'wait' | 'info'
  icon: IconName
  title: string
  children?: ReactNode
}) => (
  <section className={classes(styles['verdict'], tone !== 'ok' && styles[tone])} data-testid="verdict">
    <div className={styles['verdictHead']}>
      <span className={`c-${tone}`}>
        <Icon name={icon} size={28} />
      </span>
      <h1 className={tone === 'wait' ? 't2' : 't1'}>{title}</h1>
    </div>
    {children && <div className={classes(styles['verdictText'], 't5 c2')}>{children}</div>}
  </section>
)
