import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { EventRow } from './event-row.tsx'

/** Every sign-in and every change of the account, the latest first. */
export const HistoryPage = () => {
  const { t } = useTranslation('security')
  const [kind, setKind] = useState<'all' | 'sign_in' | 'change'>('all')
  const read = useInfiniteQuery(apiPages('listSecurityEvents', { query: kind === 'all' ? {} : { kind } }))
  const events = read.data?.pages.flatMap((page) => page.items)
  return (
    <Page title={t('events.title')} back={paths.security()} readAt={read.dataUpdatedAt || undefined}>
      <Choice
        label={t('events.title')}
        value={kind}
        options={[
          { value: 'all', label: t('all') },
          { value: 'sign_in', label: t('events.sign_in') },
          { value: 'change', label: t('events.change') },
        ]}
        onChange={setKind}
      />
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={6} />
      </Waiting>
      {events && events.length === 0 && <EmptyState title={t('events.empty')} />}
      {events && events.length > 0 && (
        <Card>
          {events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </Card>
      )}
      {read.hasNextPage && (
        <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('events.older')}
        </Button>
      )}
    </Page>
  )
}
