import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '#shared/ui/tone.ts'
import { useMay } from '../live/desk-context.ts'
import styles from './identity.module.css'

export type Tab = 'verifications' | 'recoveries' | 'approvals'

const paths = {
  verifications: '/identity/verifications',
  recoveries: '/identity/recoveries',
  approvals: '/identity/approvals',
} as const satisfies Record<Tab, string>

/** The lists of the identity pages, one beside the other. */
export const IdentityFrame = ({ tab, children }: { tab: Tab; children: ReactNode }) => {
  const { t } = useTranslation('review')
  const reviews = useMay('identity.review')
  const approves = useMay('approvals.read')
  const tabs: Tab[] = [
    ...(reviews ? (['verifications', 'recoveries'] as const) : []),
    ...(approves ? (['approvals'] as const) : []),
  ]
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        <header className={styles['head']}>
          <h1 className="t2">{t('title')}</h1>
          <p className="t6 c2">{t(`hint.${tab}`)}</p>
        </header>
        <nav className={styles['tabs']} aria-label={t('tabs')}>
          {tabs.map((each) => (
            <Link
              key={each}
              to={paths[each]}
              className={classes(styles['tab'], each === tab && styles['tabOn'])}
              aria-current={each === tab ? 'page' : undefined}
            >
              {t(`tab.${each}`)}
            </Link>
          ))}
        </nav>
        {children}
      </div>
    </main>
  )
}
