import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Card, Pill } from '#shared/ui/surface.tsx'
import { useDesk } from '../live/desk-context.ts'
import { Facts } from '../panel/facts.tsx'
import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'
import styles from './account.module.css'

/** One's own staff account. */
export const AccountPage = () => {
  const { t } = useTranslation('staff')
  const { t: tDesk } = useTranslation('desk')
  const { text } = useFormat()
  const { staff } = useDesk()
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        <header>
          <h1 className="t2">{t('account.title')}</h1>
          <p className="t6 c2">{t('account.hint')}</p>
        </header>
        <Card padded>
          <h2 className="t3">{text(staff.name)}</h2>
          <Facts
            rows={[
              [t('account.badge'), staff.badge],
              [t('account.email'), staff.email],
              [t('account.roles'), staff.roles.map((role) => tDesk(`role.${role}`)).join('，')],
              [
                t('account.app'),
                <Pill key="app" tone={staff.two_factor ? 'ok' : 'neutral'}>
                  {t(staff.two_factor ? 'account.appOn' : 'account.appDemo')}
                </Pill>,
              ],
            ]}
          />
          {staff.two_factor && <p className="t6 c2">{t('account.appHelp')}</p>}
        </Card>
        <Card padded>
          <PasswordForm withCode={staff.two_factor} />
        </Card>
        <Sessions />
      </div>
    </main>
  )
}
