import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { useNotifyBack } from './use-notify-back.ts'
import styles from './maintenance-banner.module.css'

/** The service is in maintenance: until when, whether money is safe, and being told when it is over. */
export const MaintenanceBanner = ({ until }: { until: string }) => {
  const { t } = useTranslation('customer')
  const { deadline } = useFormat()
  const notify = useNotifyBack()
  return (
    <output className={styles['banner']} data-testid="maintenance">
      <span className="c-wait">
        <Icon name="clock" size={20} />
      </span>
      <div className="grow">
        <div className="strong">{t('maintenance.title', { time: deadline(until) })}</div>
        <div className="t6 c2">{t(notify.asked ? 'maintenance.noticed' : 'maintenance.hint')}</div>
      </div>
      {!notify.asked && (
        <Button size="small" busy={notify.busy} onClick={notify.ask}>
          {t('maintenance.notify')}
        </Button>
      )}
    </output>
  )
}
