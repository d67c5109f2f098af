import { useQueryClient } from '@tanstack/react-query'
import type { Customer } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Link } from '../navigation.tsx'
import { Countdown } from '../parts/countdown.tsx'
import { paths } from '../paths.ts'
import styles from '../pages/security/security.module.css'

/** Over every page: the account is frozen, or money that goes out is held, why and for how long. */
export const AccountStrip = ({ me }: { me: Customer }) => {
  const { t } = useTranslation('security')
  const queryClient = useQueryClient()
  if (me.frozen_at !== null) {
    return (
      <Link {...paths.frozen()} className={classes(styles['strip'], styles['cold'])} data-testid="frozen-strip">
        <Icon name="snow" size={18} />
        <span className="grow strong">{t('freeze.strip')}</span>
        {t('freeze.see')}
        <Icon name="right" size={16} />
      </Link>
    )
  }
  const hold = me.outbound_hold
  if (hold === null) return null
  return (
    <Link {...paths.hold()} className={styles['strip']} data-testid="hold-strip">
      <Icon name="clock" size={18} />
      <span className="grow">{t('hold.strip', { reason: t(`hold.reason.${hold.reason}`) })}</span>
      <Countdown
        until={hold.until}
        label={t('hold.left')}
        onEnd={() => void queryClient.invalidateQueries({ queryKey: ['getMe'] })}
      />
      <Icon name="right" size={16} />
    </Link>
  )
}
