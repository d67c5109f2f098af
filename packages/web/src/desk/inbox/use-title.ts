import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useInfiniteQuery } from '@tanstack/react-query'
import { inboxPages } from './use-inbox.ts'

/** The title of the window counts my cases with unread messages, for those who work in another tab. */
export const useTitle = (queryClient: QueryClient): void => {
  const { t } = useTranslation('desk')
  const mine = useInfiniteQuery(inboxPages('mine', ''), queryClient)
  const unread = mine.data?.pages.flatMap((page) => page.items).filter((item) => item.unread > 0).length ?? 0
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t('name')}` : t('name')
    return () => {
      document.title = t('name')
    }
  }, [unread, t])
}
