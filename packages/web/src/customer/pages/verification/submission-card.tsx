import type { VerificationState, VerificationSubmission } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../../parts/form-error.tsx'

const TONE = {
  in_review: 'wait',
  more_needed: 'wait',
  passed: 'ok',
  failed: 'neutral',
  withdrawn: 'neutral',
  expired: 'neutral',
} as const

/** Where the latest submission stands: until when it is answered, why it did not pass, and taking it back. */
export const SubmissionCard = ({
  submission,
  onChanged,
}: {
  submission: VerificationSubmission
  onChanged: (state: VerificationState) => void
}) => {
  const { t } = useTranslation('security')
  const { t: account } = useTranslation('account')
  const { deadline } = useFormat()
  const { status, reasons, message, answer_by } = submission
  const withdraw = useApiMutation('withdrawVerification', {
    onSuccess: (state) => {
      showToast(t('verify.withdrawn'))
      onChanged(state)
    },
  })
  return (
    <Card padded data-testid={`verification-${status}`} className="col-y g3">
      <div className="row-x g3">
        <Tile icon={status === 'passed' ? 'ok-circle' : 'clock'} tone={TONE[status]} />
        <h3 className="t4 strong grow">
          {t(`verify.status.${status}`, { time: answer_by ? deadline(answer_by) : '' })}
        </h3>
      </div>
      {reasons.length > 0 && (
        <ul className="t5">
          {reasons.map((reason) => (
            <li key={reason}>{t(`verify.reason.${reason}`)}</li>
          ))}
        </ul>
      )}
      {message && <p className="t5 c2">{message}</p>}
      <KeyValues
        rows={[
          [account('recovery.legalName'), submission.legal_name_masked],
          [account('recovery.documentNumber'), submission.document_number_masked],
        ]}
      />
      <FormError error={withdraw.error} />
      {(status === 'in_review' || status === 'more_needed') && (
        <Button size="small" busy={withdraw.isPending} onClick={() => withdraw.mutate({})}>
          {t('verify.withdraw')}
        </Button>
      )}
    </Card>
  )
}
