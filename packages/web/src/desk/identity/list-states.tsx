import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import type { Tab } from './identity-frame.tsx'
import styles from './identity.module.css'

type Listed = {
  isPending: boolean
  isSuccess: boolean
  error: unknown
  data: unknown
  hasNextPage: boolean
  isFetchingNextPage: boolean
  refetch: () => unknown
  fetchNextPage: () => unknown
}

/** One of the statuses of a list, chosen above it. */
export const StatusFilter = <Status extends string>({
  value,
  options,
  onChange,
}: {
  value: Status
  options: readonly { value: Status; label: string }[]
  onChange: (status: Status) => void
}) => {
  const { t } = useTranslation('review')
  return (
    <div className={styles['filter']}>
      <Segmented aria-label={t('filter')} value={value} options={[...options]} onChange={onChange} />
    </div>
  )
}

/** A list in whatever state it is: on its way, failed, empty, or its rows with more to come. */
export const ListStates = ({
  list,
  tab,
  empty,
  children,
}: {
  list: Listed
  tab: Tab
  empty: boolean
  children: ReactNode
}) => {
  const { t } = useTranslation('review')
  const language = useLanguage()
  const told = list.error === null || list.data !== undefined ? null : explainError(list.error, language)
  return (
    <>
      {list.isPending && <SkeletonRows rows={4} />}
      {told !== null && (
        <ErrorState
          title={told.title}
          hint={told.detail}
          {...(told.requestId !== null && { requestId: told.requestId })}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && empty && (
        <Card padded>
          <EmptyState title={t(`empty.${tab}`)} hint={t(`emptyHint.${tab}`)} />
        </Card>
      )}
      {!empty && children}
      {list.hasNextPage && (
        <div className={styles['more']}>
          <Button size="small" onClick={() => void list.fetchNextPage()} busy={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  )
}
