import type { ReactNode } from 'react'
import { classes } from './tone.ts'
import styles from './timeline.module.css'

export type TimelineStep = {
  id: string
  /** `past` happened, `good` settled the matter, `now` is under way, `next` will come. */
  state: 'past' | 'good' | 'now' | 'next'
  title: ReactNode
  /** Written time, at the end of the line. */
  time?: string
  detail?: ReactNode
}

const WEIGHTY = new Set<TimelineStep['state']>(['good', 'now'])

/** What happened, in order, and what comes next. */
export const Timeline = ({ steps, className = 't6' }: { steps: readonly TimelineStep[]; className?: string }) => (
  <ol className={classes(styles['list'], className)}>
    {steps.map((step) => (
      <li
        key={step.id}
        className={step.state === 'good' ? undefined : styles[step.state]}
        aria-current={step.state === 'now' ? 'step' : undefined}
      >
        <div className={styles['line']}>
          <span className={WEIGHTY.has(step.state) ? 'strong' : undefined}>{step.title}</span>
          {step.time && <span className={styles['time']}>{step.time}</span>}
        </div>
        {step.detail && <div className="t6 c2">{step.detail}</div>}
      </li>
    ))}
  </ol>
)
