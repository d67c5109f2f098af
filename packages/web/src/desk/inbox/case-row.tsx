import { Link } from '@tanstack/react-router'
import type { DeskCase } from '@topay/contract'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import type { IconName } from '#shared/icons/icon.tsx'
import { Avatar, Pill } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { briefTime } from '../brief-time.ts'
import { caseStatus } from './case-status.ts'
import { caseTitle } from './case-title.ts'
import { lastWords } from './last-words.ts'
import { WaitClock } from './wait-clock.tsx'
import type { View } from './views.ts'
import styles from './inbox.module.css'

export const channelIcon: Record<DeskCase['channel'], IconName> = { chat: 'chat', email: 'mail', phone: 'phone' }

type Props = {
  deskCase: DeskCase
  view: View
  open: boolean
  /** The one row of the list that the Tab key stops at. */
  tabStop: boolean
  onPeek: (caseId: string) => void
}

/** One case in the list. A link, so that it can be opened in a tab of its own. */
export const CaseRow = memo(({ deskCase, view, open, tabStop, onPeek }: Props) => {
  const { t } = useTranslation('desk')
  const { t: tReview } = useTranslation('review')
  const { language, text } = useFormat()
  const waiting = deskCase.status === 'open' ? deskCase.waiting_since : null
  const unread = deskCase.unread > 0 && deskCase.status !== 'closed'
  const status = caseStatus(deskCase)
  const lastAt = deskCase.last_message?.created_at ?? deskCase.opened_at
  const peek = () => onPeek(deskCase.id)
  return (
    <li>
      <Link
        to="/inbox/$view/$caseId"
        params={{ view, caseId: deskCase.id }}
        className={classes(styles['row'], open && styles['open'], unread && styles['unread'])}
        aria-current={open ? 'page' : undefined}
        tabIndex={tabStop ? 0 : -1}
        data-case={deskCase.id}
        onPointerEnter={peek}
        onFocus={peek}
      >
        <Avatar
          name={caseTitle(deskCase)}
          tone={waiting === null ? 'info' : 'wait'}
          {...(deskCase.internal && { icon: 'bank' })}
        />
        <span className={styles['rowBody']}>
          <span className={styles['rowLine']}>
            <span className={classes(styles['rowName'], 'ellipsis')}>{caseTitle(deskCase)}</span>
            {waiting === null ? (
              <span className={styles['rowTime']}>{briefTime(lastAt, language)}</span>
            ) : (
              <WaitClock since={waiting} internal={deskCase.internal} />
            )}
          </span>
          <span className={styles['rowLine']}>
            <span className={classes(styles['rowWords'], 'ellipsis')}>{lastWords(deskCase, t, language)}</span>
            {unread && (
              <span className={styles['count']}>
                <span aria-hidden="true">{Math.min(deskCase.unread, 99)}</span>
                <span className="sr">{t('row.unread', { count: deskCase.unread })}</span>
              </span>
            )}
          </span>
          <span className={styles['rowPills']}>
            {deskCase.priority === 'urgent' && deskCase.status !== 'closed' && (
              <Pill tone="danger" icon="flag">
                {tReview('urgent')}
              </Pill>
            )}
            {deskCase.internal ? (
              <Pill tone="info" icon="lock">
                {t('internal.tag')}
              </Pill>
            ) : (
              <span className={styles['channel']}>
                <Icon name={channelIcon[deskCase.channel]} size={16} label={t(`channel.${deskCase.channel}`)} />
              </span>
            )}
            <Pill tone={status.tone} {...('icon' in status && { icon: status.icon })}>
              {t(status.text)}
            </Pill>
            {deskCase.rating !== null && deskCase.status === 'closed' && (
              <Pill icon="star">
                <span className="sr">{t('rating.score', { score: deskCase.rating.score })}</span>
                <span aria-hidden="true">{deskCase.rating.score}</span>
              </Pill>
            )}
            {deskCase.customer_locale === 'en' && !deskCase.internal && <Pill>EN</Pill>}
            {deskCase.payment?.failure_code && deskCase.status !== 'closed' ? (
              <Pill>{deskCase.payment.failure_code}</Pill>
            ) : (
              deskCase.payment === null && <Pill>{t(`topic.${deskCase.topic}`)}</Pill>
            )}
            {view !== 'mine' && deskCase.agent !== null && (
              <span className={classes(styles['owner'], 'ellipsis')}>{text(deskCase.agent.name)}</span>
            )}
          </span>
        </span>
      </Link>
    </li>
  )
})
CaseRow.displayName = 'CaseRow'
