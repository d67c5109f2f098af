import { useQueryClient } from '@tanstack/react-query'
import type { Recovery } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { useAddressSearch } from '../../navigation.tsx'
import type { DocumentType } from '../../parts/documents/kinds-for.ts'
import { forgetTypedIdentifier, useTypedIdentifier } from '../../parts/use-typed-identifier.ts'
import type { RecoveryReason } from '../../paths.ts'
import { AccountStep } from './account-step.tsx'
import { PersonStep } from './person-step.tsx'
import { PicturesStep } from './pictures-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { Withdraw } from './withdraw.tsx'
import styles from './recovery.module.css'

/** What is asked for before people look at it. */
export type Claim = {
  identifier: string
  reason: RecoveryReason
  legal_name: string
  document_type: DocumentType
  document_number: string
  message: string
}
type Step = 'account' | 'person' | 'pictures' | 'review'

/** Errors that are put right on an earlier step. */
const STEP_OF: Partial<Record<string, Step>> = {
  IDENTIFIER_INVALID: 'account',
  DOCUMENT_NUMBER_INVALID: 'person',
  DOCUMENTS_MISSING: 'pictures',
}

/**
 * The request in four steps, looked over before it is sent. Name and number are kept in this window only; pictures are
 * with Topay from the moment they were added.
 */
export const RequestForm = ({
  recovery,
  onChanged,
}: {
  recovery: Recovery
  onChanged: (recovery: Recovery) => void
}) => {
  const { t } = useTranslation('account')
  const { text } = useFormat()
  const { reason } = useAddressSearch<{ reason: RecoveryReason }>()
  const queryClient = useQueryClient()
  const [identifier] = useTypedIdentifier()
  const more = recovery.status === 'more_needed'
  const [step, setStep] = useState<Step>('account')
  const [claim, setClaim] = useState<Claim>({
    identifier,
    reason: recovery.reason ?? reason ?? 'locked',
    legal_name: '',
    document_type: 'cn_id',
    document_number: '',
    message: '',
  })
  const send = useApiMutation('requestUnlock', {
    onSuccess: (sent) => {
      forgetTypedIdentifier()
      void queryClient.invalidateQueries({ queryKey: ['getRecovery'] })
      onChanged(sent)
    },
    onError: (error) => setStep(STEP_OF[errorCode(error) ?? ''] ?? step),
  })
  const change = (part: Partial<Claim>) => {
    send.reset()
    setClaim((before) => ({ ...before, ...part }))
  }
  const shared = { claim, onChange: change, error: send.error }
  const asked = recovery.steps.findLast(({ status }) => status === 'more_needed')?.message
  return (
    <>
      {more && step === 'account' && (
        <Card padded className={styles['wanted']}>
          <span className="c-wait">
            <Icon name="alert" size={20} />
          </span>
          <div className="grow">
            <h2 className="t4 strong">{t('recovery.moreTitle')}</h2>
            <p className="t6 c2">{asked ? text(asked) : t('recovery.moreHint')}</p>
          </div>
        </Card>
      )}
      {step === 'account' && <AccountStep {...shared} onNext={() => setStep('person')} />}
      {step === 'person' && (
        <PersonStep {...shared} onBack={() => setStep('account')} onNext={() => setStep('pictures')} />
      )}
      {step === 'pictures' && (
        <PicturesStep
          type={claim.document_type}
          recovery={recovery}
          error={send.error}
          onChanged={onChanged}
          onBack={() => setStep('person')}
          onNext={() => setStep('review')}
        />
      )}
      {step === 'review' && (
        <ReviewStep
          claim={claim}
          recovery={recovery}
          busy={send.isPending}
          error={send.error}
          onEdit={setStep}
          onSend={() => send.mutate({ body: claim })}
        />
      )}
      {step === 'account' && <Withdraw onChanged={onChanged} />}
    </>
  )
}
