import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { useGo } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { rememberUrgentCase } from './urgent-case.ts'
import { paths } from '../../paths.ts'

/** What freezing does, and the one tap that does it. */
export const FreezeQuestion = ({ onCancel }: { onCancel: () => void }) => {
  const { t } = useTranslation('security')
  const { t: common } = useTranslation()
  const queryClient = useQueryClient()
  const go = useGo()
  const freeze = useApiMutation('freezeAccount', {
    onSuccess: ({ frozen_at, case_id }) => {
      rememberUrgentCase(case_id)
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, (me) => me && { ...me, frozen_at })
      void queryClient.invalidateQueries()
      go(paths.frozen())
    },
  })
  return (
    <div className="col-y g3">
      <p className="t5 c2" style={{ margin: '4px 0 8px' }}>
        {t('freeze.what')}
      </p>
      <FormError error={freeze.error} />
      <div className="row-x g3">
        <Button className="grow" onClick={onCancel}>
          {common('cancel')}
        </Button>
        <Button className="grow" kind="danger" icon="snow" busy={freeze.isPending} onClick={() => freeze.mutate({})}>
          {t('freeze.confirm')}
        </Button>
      </div>
    </div>
  )
}
