import type { Approval } from '@topay/contract'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../session/form-error.tsx'
import { useReadAgain } from './use-read-again.ts'
import styles from './identity.module.css'

/** Longest text that the server takes. */
const NOTE_MAX = 500

/** Yes or no of the second person. */
export const ApprovalDecision = ({ approvalId, kind }: { approvalId: string; kind: Approval['kind'] }) => {
  const { t } = useTranslation('review')
  const id = useId()
  const readAgain = useReadAgain()
  const [note, setNote] = useState('')
  const decide = useApiMutation('decideApproval', {
    onSuccess: (_, { body }) => {
      showToast(t(`approvalDone.${body.decision}`))
      readAgain()
    },
    onError: readAgain,
  })
  const say = (decision: 'approve' | 'refuse') =>
    decide.mutate({ params: { approval_id: approvalId }, body: { decision, note: note.trim() } })
  return (
    <div className={styles['decision']}>
      <label htmlFor={id} className="t6 c2">
        {t('note')}
      </label>
      <textarea
        id={id}
        className={styles['words']}
        rows={2}
        maxLength={NOTE_MAX}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {kind === 'recovery' && <p className="t6 c2">{t('approveHint')}</p>}
      <FormError error={decide.error} />
      <Button kind="primary" wide busy={decide.isPending} onClick={() => say('approve')}>
        {t(kind === 'recovery' ? 'approveRecovery' : 'approve')}
      </Button>
      <Button kind="danger" wide disabled={decide.isPending} onClick={() => say('refuse')}>
        {t('refuse')}
      </Button>
    </div>
  )
}
