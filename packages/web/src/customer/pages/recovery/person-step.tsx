import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { DOCUMENT_TYPES } from '../../parts/documents/kinds-for.ts'
import { FormError } from '../../parts/form-error.tsx'
import { SelectField } from '../../parts/select-field.tsx'
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
        <Field
          label={t('recovery.legalName')}
          name="legal_name"
          autoComplete="name"
          required
          maxLength={60}
          value={claim.legal_name}
          onChange={(event) => onChange({ legal_name: event.target.value })}
        />
        <SelectField
          label={t('recovery.documentType')}
          name="document_type"
          value={claim.document_type}
          options={DOCUMENT_TYPES.map((value) => ({ value, label: t(`documents.type.${value}`) }))}
          onChange={(document_type) => onChange({ document_type })}
        />
        <Field
          label={t('recovery.documentNumber')}
          name="document_number"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          minLength={5}
          maxLength={30}
          value={claim.document_number}
          onChange={(event) => onChange({ document_number: event.target.value })}
          hint={t('recovery.numberHint')}
        />
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
