import type { Card } from '@topay/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '#shared/ui/tone.ts'
import styles from './wallet.module.css'

/** A bank card as it lies in the hand. */
export const CardFace = ({
  title,
  kind,
  number,
  holder,
  end,
}: {
  title: ReactNode
  kind?: Card['kind']
  number: ReactNode
  holder?: string
  end?: ReactNode
}) => {
  const { t } = useTranslation('customer')
  return (
    <article className={classes(styles['bank'], kind === 'credit' && styles['credit'])}>
      <svg
        className={styles['bankMark']}
        width="120"
        height="120"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        aria-hidden="true"
      >
        <path d="M4 9.5L12 4.5l8 5zM4.5 19.5h15M6.5 10v9M10.2 10v9M13.8 10v9M17.5 10v9" />
      </svg>
      <div className="row-x between top">
        <div>
          {title}
          {kind && <div className={`t6 ${styles['dim']}`}>{t(kind === 'credit' ? 'cards.credit' : 'cards.debit')}</div>}
        </div>
        {end}
      </div>
      <div>
        <div className={styles['digits']}>{number}</div>
        {holder !== undefined && <div className={`t6 ${styles['dim']}`}>{holder || '\u00a0'}</div>}
      </div>
    </article>
  )
}
