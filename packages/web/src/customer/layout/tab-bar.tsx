import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { useLocation } from '@tanstack/react-router'
import { Link } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { useUnread } from '../parts/use-unread.ts'
import styles from './page.module.css'

/** The four main pages. A dot says that official support has written. */
export const TabBar = () => {
  const { t } = useTranslation('customer')
  const unread = useUnread()
  const { pathname } = useLocation()
  const tabs = [
    { ...paths.home(), icon: 'home', name: t('tabs.home') },
    { ...paths.bills(), icon: 'bill', name: t('tabs.bills') },
    { ...paths.support(), icon: 'headset', name: t('tabs.support'), unread },
    { ...paths.me(), icon: 'user', name: t('tabs.me') },
  ] satisfies { to: string; icon: IconName; name: string; unread?: number }[]
  return (
    <nav className={styles['tabs']} aria-label={t('tabs.label')}>
      {tabs.map((tab) => (
        <Link key={tab.to} to={tab.to} current={tab.to === pathname} className={styles['tab']}>
          <Icon name={tab.icon} />
          {tab.name}
          {'unread' in tab && tab.unread > 0 && (
            <>
              <i className={styles['dot']} />
              <span className="sr">{t('support.unread', { count: tab.unread })}</span>
            </>
          )}
        </Link>
      ))}
    </nav>
  )
}
