import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { KeyCap } from '../keys/key-cap.tsx'
import { closeReasons } from './use-case-actions.ts'
import type { CaseActions } from './use-case-actions.ts'

type Props = { close: NonNullable<CaseActions['close']>; open: boolean; onOpenChange: (open: boolean) => void }

/** Closes the case with a reason. */
export const CloseMenu = ({ close, open, onOpenChange }: Props) => {
  const { t } = useTranslation('desk')
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- an antd menu takes the focus when it is opened, as menus must
      autoFocus
      open={open}
      getPopupContainer={(trigger) => trigger.closest('main') ?? document.body}
      onOpenChange={onOpenChange}
      menu={{
        items: [
          {
            type: 'group',
            key: 'why',
            label: t('case.closeWhy'),
            children: closeReasons.map((reason) => ({ key: reason, label: t(`closeReason.${reason}`) })),
          },
        ],
        onClick: ({ key }) => {
          onOpenChange(false)
          const reason = closeReasons.find((candidate) => candidate === key)
          if (reason !== undefined) close(reason)
        },
      }}
    >
      <Button size="small" kind="accent" icon="check" aria-haspopup="menu" aria-expanded={open}>
        {t('case.close')} <KeyCap keys="E" />
      </Button>
    </Dropdown>
  )
}
