import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Logo, MarkLine } from '#shared/icons/marks.tsx'
import styles from './root.module.css'

/** The phone column, and on a wide screen the calm page around it. */
export const Root = () => {
  const { t } = useTranslation('customer')
  return (
    <>
      <a className={`sr ${styles['skip']}`} href="#main">
        {t('skip')}
      </a>
      <div className={styles['wide']} aria-hidden="true">
        <div className={styles['brand']}>
          <Logo size={44} />
          <b>Topay</b>
          <span>{t('tagline')}</span>
        </div>
        <span className={styles['mark']}>
          <MarkLine width={520} stroke={1.1} />
        </span>
      </div>
      <div className={styles['column']}>
        <Outlet />
      </div>
    </>
  )
}
