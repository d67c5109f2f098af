import type { CustomerCase } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import type { IconName } from '#shared/icons/icon.tsx'
import { Pill, Tile } from '#shared/ui/surface.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import { Link } from '../../navigation.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './support.module.css'

const TONES: Record<CustomerCase['status'], Tone> = { open: 'wait', waiting_customer: 'info', closed: 'ok' }
const ICONS: Record<CustomerCase['topic'], IconName> = {
  payment: 'x-circle',
  refund: 'refund',
  account: 'lock',
  security: 'question',
  other: 'chat',
}

/** One question to official support: what it is about, how it stands, and the last words said. */
export const CaseRow = ({ mine }: { mine: CustomerCase }) => {
  const { t } = useTranslation('customer')
  const { moment, text } = useFormat()
  const last = mine.last_message
  const who = last?.author === 'staff' && mine.agent ? `${text(mine.agent.name)}：` : ''
  const words = last?.kind === 'text' ? who + last.text : mine.number
  return (
    <Link {...paths.chat(mine.id)} className={rows['row']}>
      <Tile icon={ICONS[mine.topic]} />
      <span className="grow">
        <span className="ellipsis" style={{ display: 'block' }}>
          {mine.subject}
        </span>
        <span className="t6 c3 ellipsis" style={{ display: 'block' }}>
          {words}
        </span>
        <span className="t7 c3" style={{ display: 'block' }}>
          {moment(last?.created_at ?? mine.opened_at)}
        </span>
      </span>
      <span className={styles['end']}>
        <Pill tone={TONES[mine.status]}>{t(`support.caseStatus.${mine.status}`)}</Pill>
        {mine.unread > 0 ? (
          <span className={styles['count']}>
            <span aria-hidden="true">{mine.unread}</span>
            <span className="sr">{t('support.unread', { count: mine.unread })}</span>
          </span>
        ) : (
          mine.status === 'closed' && (
            <span className="t7 c3">
              {mine.rating ? t('support.rated', { score: mine.rating.score }) : t('support.rateNow')}
            </span>
          )
        )}
      </span>
    </Link>
  )
}
