import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import type { IconName } from '#shared/icons/icon.tsx'
import { Logo } from '#shared/icons/marks.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useMay } from '../live/desk-context.ts'
import { AccountMenu } from './account-menu.tsx'
import { SettingsMenu } from './settings-menu.tsx'
import styles from './shell.module.css'

const Item = ({ icon, label }: { icon: IconName; label: string }) => (
  <>
    <Icon name={icon} size={20} />
    <span>{label}</span>
  </>
)

/** The narrow column on the left, or the bar at the bottom of a phone. */
export const Rail = ({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) => {
  const { t } = useTranslation('desk')
  const reads = useMay('cases.read')
  const reconciles = useMay('reconciliation.read')
  const reviews = useMay('identity.review')
  const approves = useMay('approvals.read')
  const { t: tReview } = useTranslation('review')
  const inInbox = useLocation({ select: (location) => location.pathname.startsWith('/inbox') })
  const inIdentity = useLocation({ select: (location) => location.pathname.startsWith('/identity') })
  return (
    <nav className={styles['rail']} aria-label={t('rail.label')}>
      <span className={styles['railLogo']}>
        <Logo size={32} />
      </span>
      {reads && (
        <Link
          to="/inbox/$view"
          params={{ view: 'mine' }}
          className={classes(styles['railItem'], inInbox && styles['railOn'])}
          aria-current={inInbox ? 'true' : undefined}
        >
          <Item icon="inbox" label={t('rail.inbox')} />
        </Link>
      )}
      {(reviews || approves) && (
        <Link
          to={reviews ? '/identity/verifications' : '/identity/approvals'}
          className={classes(styles['railItem'], inIdentity && styles['railOn'])}
          aria-current={inIdentity ? 'true' : undefined}
        >
          <Item icon="shield" label={tReview('rail')} />
        </Link>
      )}
      {reconciles && (
        <Link to="/reconciliation" className={styles['railItem']} activeProps={{ className: styles['railOn'] }}>
          <Item icon="scale" label={t('rail.reconciliation')} />
        </Link>
      )}
      <Link to="/team" className={styles['railItem']} activeProps={{ className: styles['railOn'] }}>
        <Item icon="users" label={t('rail.team')} />
      </Link>
      <button type="button" className={styles['railItem']} onClick={onPalette} title={t('palette.label')}>
        <Item icon="search" label={t('rail.find')} />
      </button>
      <span className={styles['railGap']} />
      <SettingsMenu onHelp={onHelp} />
      <AccountMenu />
    </nav>
  )
}
