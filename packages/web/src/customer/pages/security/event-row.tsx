import type { SecurityEvent } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Tile } from '#shared/ui/surface.tsx'
import rows from '../../parts/row.module.css'

const OWN = new Set([
  'signed_up',
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'own_limits_changed',
  'not_me_reported',
  'month_reviewed',
  'identity_viewed',
])

/** One thing that happened to the account: what, when, where, on which device. */
export const EventRow = ({ event }: { event: SecurityEvent }) => {
  const { t } = useTranslation('security')
  const { t: account } = useTranslation('account')
  const { moment, text } = useFormat()
  const { kind } = event
  const words = OWN.has(kind)
    ? t(`events.kind.${kind}` as 'events.kind.signed_in')
    : account(`notMe.kind.${kind}` as 'notMe.kind.new_sign_in')
  const where = [event.device, event.place && text(event.place), event.ip].filter(Boolean).join(' · ')
  return (
    <div className={rows['row']}>
      <Tile icon={kind.includes('sign') ? 'monitor' : kind.includes('frozen') ? 'snow' : 'shield'} />
      <div className="grow">
        <div>
          {words}
          {event.detail && <span className="c2"> {event.detail}</span>}
        </div>
        <div className="t6 c3">{moment(event.at)}</div>
        {where !== '' && <div className="t6 c3">{where}</div>}
      </div>
    </div>
  )
}
