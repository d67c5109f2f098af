import { useQuery } from '@tanstack/react-query'
import type { DeskCase } from '@topay/contract'
import { allows } from '@topay/contract/web'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { caseTitle } from '../inbox/case-title.ts'
import { useDesk } from '../live/desk-context.ts'
import { useCommands } from '../palette/palette-context.ts'
import type { Command } from '../palette/palette-context.ts'
import { closeReasons } from './use-case-actions.ts'
import type { CaseActions } from './use-case-actions.ts'

/** Puts what can be done with the open case into the palette. */
export const useCaseCommands = (deskCase: DeskCase, actions: CaseActions): void => {
  const { t } = useTranslation('desk')
  const { text } = useFormat()
  const { staff } = useDesk()
  const colleagues = useQuery({ ...apiQuery('listStaff', {}), staleTime: 5 * 60_000 })
  useCommands(t('palette.about', { name: caseTitle(deskCase) }), () => {
    const { take, handTo, wait, close } = actions
    const commands: Command[] = []
    if (take) commands.push({ id: 'take', icon: 'headset', label: t('case.take'), keys: 'A', run: take })
    if (wait) {
      const label = t(deskCase.status === 'waiting_customer' ? 'case.reopen' : 'case.wait')
      commands.push({ id: 'wait', icon: 'clock', label, keys: 'W', run: wait })
    }
    if (close) {
      for (const reason of closeReasons) {
        commands.push({
          id: `close ${reason}`,
          icon: 'check',
          label: t('palette.close', { reason: t(`closeReason.${reason}`) }),
          run: () => close(reason),
        })
      }
    }
    if (handTo) {
      for (const person of colleagues.data?.items ?? []) {
        if (!person.active || person.id === staff.id || person.id === deskCase.assignee_id) continue
        if (!allows(person.roles, 'cases.reply')) continue
        const name = text(person.name)
        commands.push({
          id: `hand ${person.id}`,
          icon: 'users',
          label: t('palette.hand', { name }),
          hint: person.badge,
          run: () => handTo({ id: person.id, name }),
        })
      }
    }
    return commands
  })
}
