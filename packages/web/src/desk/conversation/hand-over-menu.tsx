import { useQuery } from '@tanstack/react-query'
import type { DeskCase } from '@topay/contract'
import { allows } from '@topay/contract/web'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { KeyCap } from '../keys/key-cap.tsx'
import { useDesk } from '../live/desk-context.ts'
import type { CaseActions } from './use-case-actions.ts'
import styles from './conversation.module.css'

type Props = {
  deskCase: DeskCase
  handTo: NonNullable<CaseActions['handTo']>
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Hands the case to a colleague, or puts it back for anybody to take. */
export const HandOverMenu = ({ deskCase, handTo, open, onOpenChange }: Props) => {
  const { t } = useTranslation('desk')
  const { text } = useFormat()
  const { staff } = useDesk()
  const colleagues = useQuery({ ...apiQuery('listStaff', {}), staleTime: 5 * 60_000 })
  const able = (colleagues.data?.items ?? []).filter(
    (person) =>
      person.active &&
      person.id !== staff.id &&
      person.id !== deskCase.assignee_id &&
      allows(person.roles, 'cases.reply'),
  )
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
        className: styles['colleagues'],
        items: [
          {
            type: 'group',
            key: 'colleagues',
            label: t(able.length > 0 ? 'case.handTo' : colleagues.isPending ? 'case.loading' : 'case.nobody'),
            children: able.map((person) => ({
              key: person.id,
              label: (
                <span className={styles['colleague']}>
                  {text(person.name)} <span className="c3">{person.badge}</span>
                </span>
              ),
            })),
          },
          ...(deskCase.assignee_id === null
            ? []
            : [
                { type: 'divider' as const, key: 'line' },
                { key: 'back', label: t('case.giveBack') },
              ]),
        ],
        onClick: ({ key }) => {
          onOpenChange(false)
          const person = able.find((candidate) => candidate.id === key)
          if (key === 'back') handTo(null)
          else if (person !== undefined) handTo({ id: person.id, name: text(person.name) })
        },
      }}
    >
      <Button size="small" aria-haspopup="menu" aria-expanded={open}>
        {t('case.hand')} <KeyCap keys="T" />
      </Button>
    </Dropdown>
  )
}
