import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { useMay } from '../live/desk-context.ts'
import { FormError } from '../session/form-error.tsx'
import styles from './panel.module.css'

type Action = 'reset' | 'freeze' | 'unfreeze'
type Props = { caseId: string; frozen: boolean }

/** Longest reason that the server takes. */
const REASON_MAX = 200

/** What whoever has the case in hand may do to protect the account of its customer. Each is asked once more. */
export const ProtectActions = ({ caseId, frozen }: Props) => {
  const { t } = useTranslation('review')
  const protects = useMay('accounts.protect')
  const unfreezes = useMay('accounts.unfreeze')
  const [asked, setAsked] = useState<Action>()
  if (!protects && !unfreezes) return null
  const close = () => setAsked(undefined)
  return (
    <section className={styles['section']} aria-labelledby="panel-protect">
      <div className={styles['head']}>
        <h2 id="panel-protect">{t('actions.title')}</h2>
      </div>
      <div className={styles['actions']}>
        {protects && (
          <Button size="small" icon="key" onClick={() => setAsked('reset')}>
            {t('actions.reset')}
          </Button>
        )}
        {protects && !frozen && (
          <Button size="small" kind="danger" icon="snow" onClick={() => setAsked('freeze')}>
            {t('actions.freeze')}
          </Button>
        )}
        {unfreezes && frozen && (
          <Button size="small" icon="users" onClick={() => setAsked('unfreeze')}>
            {t('actions.unfreeze')}
          </Button>
        )}
      </div>
      <Sheet open={asked !== undefined} onClose={close} title={asked === undefined ? '' : t(`actions.${asked}Ask`)}>
        {asked === 'reset' && <ResetForm caseId={caseId} onDone={close} />}
        {asked === 'freeze' && <FreezeForm caseId={caseId} onDone={close} />}
        {asked === 'unfreeze' && <UnfreezeForm caseId={caseId} onDone={close} />}
      </Sheet>
    </section>
  )
}

type FormProps = { caseId: string; onDone: () => void }

const useDone = (onDone: () => void) => {
  const queryClient = useQueryClient()
  return (words: string) => {
    for (const read of ['getCasePanel', 'listApprovals']) void queryClient.invalidateQueries({ queryKey: [read] })
    showToast(words)
    onDone()
  }
}

const ResetForm = ({ caseId, onDone }: FormProps) => {
  const { t } = useTranslation('review')
  const done = useDone(onDone)
  const send = useApiMutation('sendResetLink', {
    onSuccess: ({ sent_to: to }) => done(t('actions.resetDone', { to: to.join(', ') })),
  })
  return (
    <div className={styles['ask']}>
      <p>{t('actions.resetHint')}</p>
      <FormError error={send.error} />
      <Button kind="primary" wide busy={send.isPending} onClick={() => send.mutate({ params: { case_id: caseId } })}>
        {t('actions.resetGo')}
      </Button>
      <Button wide data-autofocus="" onClick={onDone}>
        {t('actions.cancel')}
      </Button>
    </div>
  )
}

const FreezeForm = ({ caseId, onDone }: FormProps) => {
  const { t } = useTranslation('review')
  const done = useDone(onDone)
  const freeze = useApiMutation('freezeCustomer', { onSuccess: () => done(t('actions.freezeDone')) })
  return (
    <ReasonForm
      action="freeze"
      error={freeze.error}
      busy={freeze.isPending}
      onCancel={onDone}
      onReason={(reason) => freeze.mutate({ params: { case_id: caseId }, body: { reason } })}
    />
  )
}

const UnfreezeForm = ({ caseId, onDone }: FormProps) => {
  const { t } = useTranslation('review')
  const done = useDone(onDone)
  const ask = useApiMutation('requestUnfreeze', { onSuccess: () => done(t('actions.unfreezeDone')) })
  return (
    <ReasonForm
      action="unfreeze"
      error={ask.error}
      busy={ask.isPending}
      onCancel={onDone}
      onReason={(reason) => ask.mutate({ params: { case_id: caseId }, body: { reason } })}
    />
  )
}

const ReasonForm = ({
  action,
  error,
  busy,
  onReason,
  onCancel,
}: {
  action: 'freeze' | 'unfreeze'
  error: unknown
  busy: boolean
  onReason: (reason: string) => void
  onCancel: () => void
}) => {
  const { t } = useTranslation('review')
  const id = useId()
  const [reason, setReason] = useState('')
  return (
    <form
      className={styles['ask']}
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') onReason(reason.trim())
      }}
    >
      <p>{t(`actions.${action}Hint`)}</p>
      <label htmlFor={id} className="t6 c2">
        {t(`actions.${action}Reason`)}
      </label>
      <textarea
        id={id}
        className={styles['words']}
        data-autofocus=""
        required
        rows={3}
        maxLength={REASON_MAX}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <FormError error={error} />
      <Button type="submit" kind={action === 'freeze' ? 'danger' : 'primary'} wide busy={busy}>
        {t(`actions.${action}Go`)}
      </Button>
      <Button wide onClick={onCancel}>
        {t('actions.cancel')}
      </Button>
    </form>
  )
}
