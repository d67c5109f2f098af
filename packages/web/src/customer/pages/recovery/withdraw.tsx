import type { Recovery } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { FormError } from '../../parts/form-error.tsx'

/** Takes the request back, after asking. */
export const Withdraw = ({ onChanged }: { onChanged: (recovery: Recovery) => void }) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation()
  const [open, setOpen] = useState(false)
  const withdraw = useApiMutation('withdrawRecovery', { onSuccess: onChanged })
  return (
    <>
      <Button kind="plain" wide onClick={() => setOpen(true)}>
        {t('recovery.withdraw')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('recovery.withdrawTitle')} kind="center">
        <div className="col-y g3">
          <p className="t5 c2 center" style={{ margin: '4px 0 8px' }}>
            {t('recovery.withdrawHint')}
          </p>
          <FormError error={withdraw.error} />
          <div className="row-x g3">
            <Button className="grow" onClick={() => setOpen(false)}>
              {common('cancel')}
            </Button>
            <Button className="grow" kind="danger" busy={withdraw.isPending} onClick={() => withdraw.mutate({})}>
              {t('recovery.withdraw')}
            </Button>
          </div>
        </div>
      </Sheet>
    </>
  )
}
