import type { ReactNode } from 'react'
import { Icon } from '#shared/icons/icon.tsx'
import { Link, type Target } from '../navigation.tsx'
import styles from './row.module.css'

/** The line over a card: what follows, and at its end a count or a way to more. */
export const Section = ({
  title,
  note,
  link,
}: {
  title: string
  note?: ReactNode
  link?: Target & { label: string }
}) => (
  <div className={styles['section']}>
    <h2>{title}</h2>
    {note}
    {link && (
      <Link to={link.to} search={link.search} className={styles['link']}>
        {link.label}
        <Icon name="right" size={16} />
      </Link>
    )}
  </div>
)
