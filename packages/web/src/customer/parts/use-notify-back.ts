import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { showToast } from '#shared/ui/toast-store.ts'

/** Asks to be told when the maintenance is over. */
export const useNotifyBack = () => {
  const { t } = useTranslation('customer')
  const language = useLanguage()
  const ask = useApiMutation('notifyWhenBack', {
    onSuccess: () => showToast(t('maintenance.noticed')),
    onError: (error) => showToast(explainError(error, language).title, 'info'),
  })
  return { busy: ask.isPending, asked: ask.isSuccess, ask: () => ask.mutate({}) }
}
