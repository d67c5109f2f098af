import type { Recovery } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { Button } from '#shared/ui/button.tsx'
import { picturesFor, type DocumentType } from '../../parts/documents/kinds-for.ts'
import { PictureSlot } from '../../parts/documents/picture-slot.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'

import styles from './recovery.module.css'

/** Pictures of the document and of its owner. */
export const PicturesStep = ({
  type,
  recovery,
  error,
  onChanged,
  onBack,
  onNext,
}: {
  type: DocumentType
  recovery: Recovery
  error: unknown
  onChanged: (recovery: Recovery) => void
  onBack: () => void
  onNext: () => void
}) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation()
  const wanted = picturesFor(type)
  const held = (kind: (typeof wanted)[number]) => recovery.documents.find((document) => document.kind === kind)
  const missing = wanted.filter((kind) => held(kind) === undefined)
  return (
    <>
      <StepLead at={4} of={5} title={t('recovery.picturesTitle')} hint={t('recovery.picturesHint')} />
      {wanted.map((kind) => (
        <PictureSlot
          key={kind}
          kind={kind}
          held={held(kind)}
          upload={async (file) => {
            const answer = await client('uploadRecoveryDocument', { query: { kind }, file })
            onChanged(await client('getRecovery', {}))
            return answer
          }}
        />
      ))}
      <p className="t6 c3">{t('documents.kept')}</p>
      <FormError error={error} />
      <div className={styles['two']}>
        <Button onClick={onBack}>{common('back')}</Button>
        <Button kind="primary" disabled={missing.length > 0} onClick={onNext}>
          {missing.length > 0 ? t('recovery.missing', { count: missing.length }) : t('recovery.next')}
        </Button>
      </div>
    </>
  )
}
