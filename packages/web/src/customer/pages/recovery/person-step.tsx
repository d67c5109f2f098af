import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { PersonFields } from '../../parts/documents/person-fields.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import type { Claim } from './request-form.tsx'
import styles from './recovery.module.css'

/** Who asks, as the document says it. */
export const PersonStep = ({
  claim,
  onChange,
  error,
  onBack,
  onNext,
}: {
  claim: Claim
  onChange: (part: Partial<Claim>) => void
  error: unknown
  onBack: () => void
  onNext: () => void
}) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation()
  const messageId = useId()
  return (
    <>
      <StepLead at={3} of={5} title={t('recovery.personTitle')} hint={t('recovery.personHint')} />
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onNext()
        }}
      >
        <PersonFields person={claim} onChange={onChange} />
        <div className={styles['text']}>
          <label htmlFor={messageId}>{t('recovery.message')}</label>
          <textarea
            id={messageId}
            maxLength={1000}
            value={claim.message}
            onChange={(event) => onChange({ message: event.target.value })}
            placeholder={t('recovery.messageHint')}
          />
        </div>
        <FormError error={error} />
        <div className={styles['two']}>
          <Button onClick={onBack}>{common('back')}</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={!claim.legal_name.trim() || claim.document_number.trim().length < 5}
          >
            {t('recovery.next')}
          </Button>
        </div>
      </form>
    </>
  )
}
