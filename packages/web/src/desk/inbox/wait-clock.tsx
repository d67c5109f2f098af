import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useTick } from '../live/use-tick.ts'
import { clockOf } from './clock-of.ts'
import styles from './inbox.module.css'

/** How long the customer, or a case among colleagues, has waited for an answer: running while under an hour. */
export const WaitClock = ({ since, internal }: { since: string; internal: boolean }) => {
  const { t } = useTranslation('desk')
  const { span } = useFormat()
  const waited = Math.max(0, useTick() - Date.parse(since))
  const spoken = t(internal ? 'internal.waits' : 'row.waits', { span: span(waited) })
  return (
    <span className={styles['waits']} title={spoken}>
      <Icon name="clock" size={14} />
      <span aria-hidden="true">{clockOf(waited) ?? span(waited)}</span>
      <span className="sr">{spoken}</span>
    </span>
  )
}
