import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Recovery } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isSignedOut } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { ProveContact } from './prove-contact.tsx'
import { RequestForm } from './request-form.tsx'
import { Standing } from './standing.tsx'
import styles from './recovery.module.css'

const RECOVERY = apiQuery('getRecovery', {})
/** How often a request that people look at is read again, in ms. */
const EVERY = 30_000

/**
 * The way back into an account when no code arrives any more: prove an address, say which account and who one is, add
 * pictures of a document; two people decide, and the page says where it stands.
 */
export const RecoveryPage = () => {
  const { t } = useTranslation('account')
  const queryClient = useQueryClient()
  const [anew, setAnew] = useState(false)
  const read = useQuery({
    ...RECOVERY,
    refetchInterval: ({ state }) => (state.data?.status === 'in_review' ? EVERY : false),
  })
  const keep = (recovery: Recovery) => {
    queryClient.setQueryData(RECOVERY.queryKey, recovery)
    setAnew(false)
  }
  const unknown = isSignedOut(read.error)
  const recovery = unknown ? undefined : read.data
  return (
    <Page
      title={t('recovery.title')}
      head={<GuestBar />}
      className={styles['page']}
      {...(read.dataUpdatedAt > 0 && { readAt: read.dataUpdatedAt })}
    >
      {anew || unknown ? (
        <ProveContact onProved={keep} />
      ) : !recovery ? (
        <Waiting reads={[read]} title={t('recovery.failed')}>
          <SkeletonRows rows={3} />
        </Waiting>
      ) : recovery.status === 'draft' || recovery.status === 'more_needed' ? (
        <RequestForm recovery={recovery} onChanged={keep} />
      ) : (
        <Standing recovery={recovery} onChanged={keep} onAnew={() => setAnew(true)} />
      )}
    </Page>
  )
}
