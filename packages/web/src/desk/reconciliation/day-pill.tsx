import type { Reconciliation } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { Pill } from '#shared/ui/surface.tsx'
import { dayLook } from './words.ts'

/** How a day stands: all agrees, so many to clear up, or the file could not be read. */
export const DayPill = ({ day }: { day: Reconciliation }) => {
  const { t } = useTranslation('desk')
  const { tone, icon } = dayLook[day.status]
  const open = day.open_difference_count
  const done = day.status === 'differences' && open === 0
  if (day.status === 'differences' && open > 0)
    return (
      <Pill tone={tone} icon={icon}>
        {t('reconciliation.open', { count: open })}
      </Pill>
    )
  return (
    <Pill tone={done ? 'ok' : tone} icon={done ? 'check' : icon}>
      {t(done ? 'reconciliation.done' : `reconciliation.status.${day.status}`)}
    </Pill>
  )
}
