import { useQueryClient } from '@tanstack/react-query'
import type { Difference } from '@topay/contract'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { classes } from '#shared/ui/tone.ts'
import { FormError } from '../session/form-error.tsx'
import styles from './reconciliation.module.css'

/** Longest text that the server takes. */
const TEXT_MAX = 500
const READS = ['getReconciliation', 'listReconciliations', 'getCasePanel', 'getCase', 'listCases']

/** How a difference was cleared up, in words: they go into the record and close its case. */
export const ResolveForm = ({ difference, onClose }: { difference: Difference; onClose: () => void }) => {
  const { t } = useTranslation('desk')
  const queryClient = useQueryClient()
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  useEffect(() => field.current?.focus(), [])
  const readAgain = () => {
    for (const read of READS) void queryClient.invalidateQueries({ queryKey: [read] })
  }
  const resolve = useApiMutation('resolveDifference', {
    onSuccess: () => {
      showToast(t('reconciliation.resolved'))
      readAgain()
      onClose()
    },
    // A colleague may have been faster: show how things stand.
    onError: readAgain,
  })
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const resolution = text.trim()
        setMissing(resolution === '')
        if (resolution === '') field.current?.focus()
        else resolve.mutate({ params: { difference_id: difference.id }, body: { resolution } })
      }}
    >
      <label htmlFor={id} className="t6 c2">
        {t('reconciliation.resolution')}
      </label>
      <textarea
        ref={field}
        id={id}
        className={classes(styles['words'], missing && styles['wordsMissing'])}
        rows={3}
        maxLength={TEXT_MAX}
        value={text}
        aria-invalid={missing || undefined}
        aria-describedby={`${id}note`}
        onChange={(event) => {
          setText(event.target.value)
          setMissing(false)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
        }}
      />
      <div id={`${id}note`} className={classes('t7', missing ? styles['missing'] : 'c3')} aria-live="polite">
        {t(missing ? 'reconciliation.resolutionMissing' : 'reconciliation.resolutionHint')}
      </div>
      <FormError error={resolve.error} />
      <div className={styles['formFoot']}>
        <Button size="small" onClick={onClose}>
          {t('reconciliation.cancel')}
        </Button>
        <Button type="submit" size="small" kind="primary" busy={resolve.isPending}>
          {t('reconciliation.save')}
        </Button>
      </div>
    </form>
  )
}
