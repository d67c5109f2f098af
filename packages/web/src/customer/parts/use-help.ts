import { useQueryClient } from '@tanstack/react-query'
import type { Input } from '@topay/contract/web'
import { explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { showToast } from '#shared/ui/toast-store.ts'
import { useLive } from '../live/live-context.ts'
import { useGo } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { recentCases } from './use-my-cases.ts'

/**
 * One tap to official support: opens a case (or the open one about the same payment) and goes to its chat, which
 * already knows the payment. `busy` while the answer is on its way.
 */
export const useHelp = () => {
  const queryClient = useQueryClient()
  const go = useGo()
  const language = useLanguage()
  const { hub } = useLive()
  const open = useApiMutation('openCase', {
    onSuccess: (mine) => {
      queryClient.setQueryData(apiQuery('getMyCase', { params: { case_id: mine.id } }).queryKey, mine)
      void queryClient.invalidateQueries({ queryKey: recentCases.queryKey })
      hub.open(mine.id)
      go(paths.chat(mine.id))
    },
    onError: (error) => showToast(explainError(error, language).title, 'info'),
  })
  return {
    busy: open.isPending,
    open: (body: Input<'openCase'>['body']) => {
      if (!open.isPending) open.mutate({ body })
    },
  }
}
