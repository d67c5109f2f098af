import { documentTypes } from '@topay/contract/web'
import { useTranslation } from 'react-i18next'
import { Field } from '#shared/ui/field.tsx'
import { SelectField } from '../select-field.tsx'
import type { DocumentType } from './kinds-for.ts'

export type Person = { legal_name: string; document_type: DocumentType; document_number: string }

/** Who somebody is, as their identity document says it. */
export const PersonFields = ({ person, onChange }: { person: Person; onChange: (change: Partial<Person>) => void }) => {
  const { t } = useTranslation('account')
  return (
    <>
      <Field
        label={t('recovery.legalName')}
        name="legal_name"
        autoComplete="name"
        required
        maxLength={60}
        value={person.legal_name}
        onChange={(event) => onChange({ legal_name: event.target.value })}
      />
      <SelectField
        label={t('recovery.documentType')}
        name="document_type"
        value={person.document_type}
        options={documentTypes.map((value) => ({ value, label: t(`documents.type.${value}`) }))}
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
        value={person.document_number}
        onChange={(event) => onChange({ document_number: event.target.value })}
        hint={t('recovery.numberHint')}
      />
    </>
  )
}
