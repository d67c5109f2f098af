import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useRealtimeStatus } from '#shared/realtime/use-realtime-status.ts'
import { Avatar } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useDesk } from '../live/desk-context.ts'
import styles from './shell.module.css'

/** Who is signed in here, and the way out. The dot says whether messages come in. */
export const AccountMenu = () => {
  const { t } = useTranslation('desk')
  const { t: tStaff } = useTranslation('staff')
  const { text } = useFormat()
  const { staff, realtime } = useDesk()
  const live = useRealtimeStatus(realtime) === 'live'
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = () => {
    queryClient.clear()
    void navigate({ to: '/sign-in' })
  }
  const signOut = useApiMutation('staffSignOut', { onSuccess: leave })
  const name = text(staff.name)
  return (
    <Dropdown
      trigger={['click']}
      placement="topLeft"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- an antd menu takes the focus when it is opened, as menus must
      autoFocus
      menu={{
        items: [
          {
            type: 'group',
            key: 'who',
            label: (
              <span className={styles['who']}>
                <b>
                  {name} {staff.badge}
                </b>
                <span className="t7 c3">{staff.roles.map((role) => t(`role.${role}`)).join('，')}</span>
                <span className="t7 c3">{staff.email}</span>
              </span>
            ),
          },
          { type: 'divider', key: 'line' },
          { key: 'account', icon: <Icon name="user" size={18} />, label: tStaff('account.open') },
          { key: 'sign-out', icon: <Icon name="sign-out" size={18} />, label: t('account.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'account') void navigate({ to: '/account' })
          if (key === 'sign-out') signOut.mutate({})
        },
      }}
    >
      <button
        type="button"
        className={styles['me']}
        aria-label={t('account.label', { name, state: t(live ? 'account.live' : 'account.notLive') })}
      >
        <Avatar name={name} />
        <i className={classes(styles['dot'], live && styles['dotLive'])} />
      </button>
    </Dropdown>
  )
}
