import type { VerificationState } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { errorCode } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { ProgressBar } from '#shared/ui/states.tsx'
import { Card, KeyValues } from '#shared/ui/surface.tsx'
import { picturesFor, type DocumentType } from '../../parts/documents/kinds-for.ts'
import { PersonFields } from '../../parts/documents/person-fields.tsx'
import { PictureSlot, type DocumentKind } from '../../parts/documents/picture-slot.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import styles from '../security/security.module.css'

type Claim = {
  legal_name: string
  document_type: DocumentType
  document_number: string
  expires_on: string
  forever: boolean
}

/** The pictures that a class takes: the document, for class III also its owner, and the address unless the bank knows the name. */
const wantedFor = (goal: 2 | 3, type: DocumentType, bankMatch: boolean): DocumentKind[] => {
  const document = picturesFor(type)
  if (goal === 2) return document.filter((kind) => kind !== 'selfie')
  return bankMatch ? document : [...document, 'address_proof']
}

/** Three steps: what the document says, its pictures, and all of it once more before people look at it. */
export const VerificationForm = ({
  goal,
  state,
  onUploaded,
  onBack,
  onSent,
}: {
  goal: 2 | 3
  state: VerificationState
  onUploaded: () => Promise<unknown>
  onBack: () => void
  onSent: (state: VerificationState) => void
}) => {
  const { t } = useTranslation('security')
  const { t: account } = useTranslation('account')
  const [step, setStep] = useState<1 | 2 | 3>(1)
  const [consent, setConsent] = useState(false)
  const [claim, setClaim] = useState<Claim>({
    legal_name: '',
    document_type: 'cn_id',
    document_number: '',
    expires_on: '',
    forever: false,
  })
  const send = useApiMutation('submitVerification', {
    onSuccess: onSent,
    onError: (error) => {
      const code = errorCode(error)
      if (code === 'DOCUMENTS_MISSING') setStep(2)
      if (code === 'DOCUMENT_NUMBER_INVALID' || code === 'DOCUMENT_EXPIRED') setStep(1)
    },
  })
  const change = (part: Partial<Claim>) => {
    send.reset()
    setClaim((before) => ({ ...before, ...part }))
  }
  const wanted = wantedFor(goal, claim.document_type, state.bank_match)
  // What was sent before and asked to be completed counts still.
  const kept = state.submission?.status === 'more_needed' ? state.submission.documents : []
  const held = (kind: DocumentKind) => [...state.uploads, ...kept].find((one) => one.kind === kind)
  const have = wanted.filter(held).length
  const missing = wanted.length - have

  if (step === 1) {
    return (
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          setStep(2)
        }}
      >
        <StepLead at={1} of={3} title={t('verify.person')} hint={t('verify.personHint')} />
        <PersonFields person={claim} onChange={change} />
        <Toggle label={t('verify.forever')} on={claim.forever} onChange={(forever) => change({ forever })} />
        {!claim.forever && (
          <Field
            label={t('verify.expiresOn')}
            name="expires_on"
            type="date"
            required
            value={claim.expires_on}
            onChange={(event) => change({ expires_on: event.target.value })}
          />
        )}
        <FormError error={send.error} />
        <Button
          kind="primary"
          wide
          type="submit"
          disabled={
            !claim.legal_name.trim() ||
            claim.document_number.trim().length < 5 ||
            (!claim.forever && claim.expires_on === '')
          }
        >
          {t('verify.next')}
        </Button>
        <Buttons onBack={onBack} />
      </form>
    )
  }
  if (step === 2) {
    return (
      <>
        <StepLead at={2} of={3} title={t('verify.pictures')} hint={t('verify.picturesHint')} />
        <ProgressBar
          tone={missing === 0 ? 'ok' : 'wait'}
          share={have / wanted.length}
          label={t('verify.progress', { have, all: wanted.length })}
        />
        <output className="t6 c2">{t('verify.progress', { have, all: wanted.length })}</output>
        {wanted.map((kind) => (
          <PictureSlot
            key={kind}
            kind={kind}
            held={held(kind)}
            upload={async (file) => {
              const answer = await client('uploadIdentityDocument', { query: { kind }, file })
              await onUploaded()
              return answer
            }}
          />
        ))}
        {goal === 3 && state.bank_match && <p className="t6 c2">{t('verify.bank')}</p>}
        <p className="t6 c3">{account('documents.kept')}</p>
        <FormError error={send.error} />
        <Button kind="primary" wide disabled={missing > 0} onClick={() => setStep(3)}>
          {missing > 0 ? t('verify.missing', { count: missing }) : t('verify.next')}
        </Button>
        <Buttons onBack={() => setStep(1)} />
      </>
    )
  }
  return (
    <>
      <StepLead at={3} of={3} title={t('verify.review')} />
      <Card padded>
        <KeyValues
          rows={[
            [account('recovery.legalName'), claim.legal_name],
            [account('recovery.documentType'), account(`documents.type.${claim.document_type}`)],
            [
              account('recovery.documentNumber'),
              <span key="number" className="mono">
                {claim.document_number}
              </span>,
            ],
            [t('verify.expiresOn'), claim.forever ? t('verify.forever') : claim.expires_on],
            [
              t('verify.pictures'),
              wanted.map((kind) => account(`documents.kind.${kind}`)).join(account('recovery.comma')),
            ],
          ]}
        />
      </Card>
      <Card padded>
        <label className={`t5 ${styles['consent']}`}>
          <input type="checkbox" checked={consent} onChange={(event) => setConsent(event.target.checked)} />
          {t('verify.consent')}
        </label>
      </Card>
      <FormError error={send.error} />
      <Button
        kind="primary"
        wide
        busy={send.isPending}
        disabled={!consent}
        onClick={() =>
          send.mutate({
            body: {
              target_class: goal,
              document_type: claim.document_type,
              legal_name: claim.legal_name.trim(),
              document_number: claim.document_number.trim(),
              document_expires_on: claim.forever ? null : claim.expires_on,
              consent: true,
            },
          })
        }
      >
        {t('verify.submit')}
      </Button>
      <Buttons onBack={() => setStep(2)} />
    </>
  )
}

const Buttons = ({ onBack }: { onBack: () => void }) => {
  const { t } = useTranslation()
  return (
    <Button wide onClick={onBack}>
      {t('back')}
    </Button>
  )
}
