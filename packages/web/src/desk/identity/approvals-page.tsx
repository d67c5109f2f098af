import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Approval } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Pill } from '#shared/ui/surface.tsx'
import { useMay } from '../live/desk-context.ts'
import { ApprovalDecision } from './approval-decision.tsx'
import { IdentityFrame } from './identity-frame.tsx'
import { ListStates, StatusFilter } from './list-states.tsx'
import { approvalTone } from './words.ts'
import styles from './identity.module.css'

const filters = ['pending', 'approved', 'refused', 'expired'] as const

/** What waits for a second person, and what was decided. */
export const ApprovalsPage = () => {
  const { t } = useTranslation('review')
  const [status, setStatus] = useState<(typeof filters)[number]>('pending')
  const list = useInfiniteQuery({ ...apiPages('listApprovals', { query: { status } }), refetchInterval: 20_000 })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <IdentityFrame tab="approvals">
      <StatusFilter
        value={status}
        onChange={setStatus}
        options={filters.map((value) => ({ value, label: t(`approvalStatus.${value}`) }))}
      />
      <ListStates list={list} tab="approvals" empty={items.length === 0}>
        <ul className={styles['stack']} aria-label={t('tab.approvals')}>
          {items.map((item) => (
            <li key={item.id}>
              <ApprovalCard approval={item} />
            </li>
          ))}
        </ul>
      </ListStates>
    </IdentityFrame>
  )
}

const ApprovalCard = ({ approval }: { approval: Approval }) => {
  const { t } = useTranslation('review')
  const { text, moment, deadline } = useFormat()
  const decides = useMay('approvals.identity')
  const reviews = useMay('identity.review')
  const pending = approval.status === 'pending'
  return (
    <Card padded data-testid="approval">
      <div className={styles['approvalHead']}>
        <h2 className="t3 grow">{text(approval.summary)}</h2>
        <Pill tone={approvalTone[approval.status]}>{t(`approvalStatus.${approval.status}`)}</Pill>
      </div>
      <p className="t6 c2">
        {t(`approvalKind.${approval.kind}`)} ·{' '}
        {t('asked', {
          name: `${text(approval.requested_by.name)} ${approval.requested_by.badge}`,
          time: moment(approval.requested_at),
        })}
        {pending && ` · ${t('until', { time: deadline(approval.expires_at) })}`}
      </p>
      {approval.reason !== '' && <blockquote className={styles['quote']}>{approval.reason}</blockquote>}
      {approval.decided_by !== null && approval.decided_at !== null && (
        <p className="t6 c2">
          {t('decidedBy', {
            name: `${text(approval.decided_by.name)} ${approval.decided_by.badge}`,
            time: moment(approval.decided_at),
          })}
          {approval.note !== null && approval.note !== '' && ` · ${approval.note}`}
        </p>
      )}
      {pending && approval.yours && (
        <p className={styles['waits']}>
          <Pill tone="wait" icon="users">
            {t('yoursWaits')}
          </Pill>
        </p>
      )}
      {pending && !approval.yours && !decides && <p className="t6 c2">{t('readsOnly')}</p>}
      {pending && !approval.yours && decides && (
        <>
          {approval.kind === 'recovery' && reviews ? (
            <p className={styles['waits']}>
              <Link
                to="/identity/recoveries/$recoveryId"
                params={{ recoveryId: approval.subject_id }}
                className={buttonClass({ size: 'small', kind: 'accent' })}
              >
                {t('open')}
              </Link>
            </p>
          ) : (
            <ApprovalDecision approvalId={approval.id} kind={approval.kind} />
          )}
        </>
      )}
    </Card>
  )
}
