import type { ReactNode } from 'react'
import styles from './panel.module.css'

/** Names and values side by side. Rows that are false are left out. */
export const Facts = ({ rows }: { rows: readonly (readonly [name: string, value: ReactNode] | false)[] }) => (
  <dl className={styles['facts']}>
    {rows.map(
      (row) =>
        row !== false && (
          <div key={row[0]}>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ),
    )}
  </dl>
)
