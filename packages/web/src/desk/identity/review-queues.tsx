import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RecoveryReview, VerificationReview } from '@topay/contract'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Avatar, Card, Pill } from '#shared/ui/surface.tsx'
import { useDesk } from '../live/desk-context.ts'
import { Due } from './due.tsx'
import { IdentityFrame } from './identity-frame.tsx'
import { ListStates, StatusFilter } from './list-states.tsx'
import { reviewTone } from './words.ts'
import styles from './identity.module.css'

const verificationFilters = ['in_review', 'more_needed', 'passed', 'failed'] as const
const recoveryFilters = ['in_review', 'more_needed', 'approved', 'rejected'] as const

/** Reads often enough that a colleague’s new request shows by itself. */
const FRESH = { refetchInterval: 20_000 }

type Reviewer = VerificationReview['reviewer']

/** Whose hands a review is in. */
const Hands = ({ reviewer }: { reviewer: Reviewer }) => {
  const { t } = useTranslation('review')
  const { text } = useFormat()
  const { staff } = useDesk()
  if (reviewer === null) return <Pill>{t('free')}</Pill>
  if (reviewer.id === staff.id) return <Pill tone="ok">{t('yours')}</Pill>
  return <Pill>{t('taken', { name: text(reviewer.name) })}</Pill>
}

const Row = ({ name, facts, end }: { name: string; facts: ReactNode; end: ReactNode }) => (
  <>
    <Avatar name={name} tone="info" />
    <span className="grow">
      <b className={styles['rowName']}>{name}</b>
      <span className={styles['rowFacts']}>{facts}</span>
    </span>
    <span className={styles['rowEnd']}>{end}</span>
    <span className="c3">
      <Icon name="right" size={16} />
    </span>
  </>
)

/** Submissions of identity documents, the earliest deadline first. */
export const VerificationQueue = () => {
  const { t } = useTranslation('review')
  const { moment } = useFormat()
  const [status, setStatus] = useState<(typeof verificationFilters)[number]>('in_review')
  const list = useInfiniteQuery({ ...apiPages('listVerificationReviews', { query: { status } }), ...FRESH })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <IdentityFrame tab="verifications">
      <StatusFilter
        value={status}
        onChange={setStatus}
        options={verificationFilters.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <ListStates list={list} tab="verifications" empty={items.length === 0}>
        <Card>
          <ul aria-label={t('tab.verifications')}>
            {items.map((item) => (
              <li key={item.id} className={styles['item']}>
                <Link
                  to="/identity/verifications/$verificationId"
                  params={{ verificationId: item.id }}
                  className={styles['row']}
                >
                  <Row
                    name={item.customer_name}
                    facts={`${t('class', { level: item.target_class })} · ${t(`documentType.${item.document_type}`)}`}
                    end={
                      <>
                        {item.status === 'in_review' && <Hands reviewer={item.reviewer} />}
                        {item.answer_by !== null && item.status === 'in_review' ? (
                          <Due at={item.answer_by} />
                        ) : (
                          <>
                            <Pill tone={reviewTone[item.status]}>{t(`status.${item.status}`)}</Pill>
                            {item.decided_at !== null && (
                              <span className="t6 c2">{t('decidedAt', { time: moment(item.decided_at) })}</span>
                            )}
                          </>
                        )}
                      </>
                    }
                  />
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      </ListStates>
    </IdentityFrame>
  )
}

/** Who has a request in hand next: the second person once the first has proposed. */
const nextReviewer = (item: RecoveryReview): Reviewer =>
  item.approval_id === null ? item.first_reviewer : item.second_reviewer

/** Requests to get an account back, the earliest deadline first. */
export const RecoveryQueue = () => {
  const { t } = useTranslation('review')
  const [status, setStatus] = useState<(typeof recoveryFilters)[number]>('in_review')
  const list = useInfiniteQuery({ ...apiPages('listRecoveryReviews', { query: { status } }), ...FRESH })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <IdentityFrame tab="recoveries">
      <StatusFilter
        value={status}
        onChange={setStatus}
        options={recoveryFilters.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <ListStates list={list} tab="recoveries" empty={items.length === 0}>
        <Card>
          <ul aria-label={t('tab.recoveries')}>
            {items.map((item) => (
              <li key={item.id} className={styles['item']}>
                <Link to="/identity/recoveries/$recoveryId" params={{ recoveryId: item.id }} className={styles['row']}>
                  <Row
                    name={item.customer_name ?? item.identifier ?? item.contact}
                    facts={[
                      item.reason !== null && t(`recoveryReason.${item.reason}`),
                      item.customer_id === null && t('fact.noAccount'),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                    end={
                      <>
                        {item.status === 'in_review' && item.approval_id !== null && (
                          <Pill tone="wait" icon="users">
                            {t('second')}
                          </Pill>
                        )}
                        {item.status === 'in_review' && <Hands reviewer={nextReviewer(item)} />}
                        {item.answer_by !== null && item.status === 'in_review' ? (
                          <Due at={item.answer_by} />
                        ) : (
                          <Pill tone={reviewTone[item.status]}>{t(`status.${item.status}`)}</Pill>
                        )}
                      </>
                    }
                  />
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      </ListStates>
    </IdentityFrame>
  )
}
