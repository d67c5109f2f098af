import type { Recovery } from '@topay/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { Card, KeyValues } from '#shared/ui/surface.tsx'
import { picturesFor } from '../../parts/documents/kinds-for.ts'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import code from '../../parts/code-entry/code-entry.module.css'
import type { Claim } from './request-form.tsx'

/** All of it once more, before two people read it. */
export const ReviewStep = ({
  claim,
  recovery,
  busy,
  error,
  onEdit,
  onSend,
}: {
  claim: Claim
  recovery: Recovery
  busy: boolean
  error: unknown
  onEdit: (step: 'account' | 'person' | 'pictures') => void
  onSend: () => void
}) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation('customer')
  const part = (step: 'account' | 'person' | 'pictures', title: string, content: ReactNode) => (
    <Card padded>
      <div className="row-x between" style={{ marginTop: -12 }}>
        <h2 className="t6 c3" style={{ fontWeight: 400 }}>
          {title}
        </h2>
        <button
          type="button"
          className={code['inline']}
          style={{ marginRight: -10 }}
          aria-label={`${common('signUp.change')} ${title}`}
          onClick={() => onEdit(step)}
        >
          {common('signUp.change')}
        </button>
      </div>
      {content}
    </Card>
  )
  return (
    <>
      <StepLead at={5} of={5} title={t('recovery.reviewTitle')} hint={t('recovery.reviewHint')} />
      {part(
        'account',
        t('recovery.accountTitle'),
        <KeyValues
          rows={[
            [t('recovery.account'), claim.identifier.trim()],
            [t('recovery.reasonLabel'), t(`recovery.reason.${claim.reason}`)],
          ]}
        />,
      )}
      {part(
        'person',
        t('recovery.personTitle'),
        <KeyValues
          rows={[
            [t('recovery.legalName'), claim.legal_name],
            [t('recovery.documentType'), t(`documents.type.${claim.document_type}`)],
            [
              t('recovery.documentNumber'),
              <span key="number" className="mono">
                {claim.document_number}
              </span>,
            ],
            claim.message.trim() === '' ? undefined : [t('recovery.message'), claim.message],
          ]}
        />,
      )}
      {part(
        'pictures',
        t('recovery.picturesTitle'),
        <p className="t6">
          {picturesFor(claim.document_type)
            .filter((kind) => recovery.documents.some((document) => document.kind === kind))
            .map((kind) => t(`documents.kind.${kind}`))
            .join(t('recovery.comma'))}
        </p>,
      )}
      <Card padded>
        <KeyValues rows={[[t('recovery.answerTo'), recovery.contact]]} />
      </Card>
      <FormError error={error} />
      <Button kind="primary" wide busy={busy} onClick={onSend}>
        {t('recovery.submit')}
      </Button>
      <p className="t6 c3 center">{t('recovery.mayWithdraw')}</p>
    </>
  )
}
