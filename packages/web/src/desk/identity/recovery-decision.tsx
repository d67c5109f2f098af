import type { RecoveryReview } from '@topay/contract'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { classes } from '#shared/ui/tone.ts'
import { FormError } from '../session/form-error.tsx'
import { useReadAgain } from './use-read-again.ts'
import styles from './identity.module.css'

/** Longest message that the server takes. */
const MESSAGE_MAX = 500

/** What the first of the two says: giving the account back waits for a second person, the rest is told at once. */
export const RecoveryDecision = ({ review }: { review: RecoveryReview }) => {
  const { t } = useTranslation('review')
  const id = useId()
  const readAgain = useReadAgain()
  const [message, setMessage] = useState('')
  const [missing, setMissing] = useState(false)
  const decide = useApiMutation('reviewRecovery', {
    onSuccess: (_, { body }) => {
      showToast(t(`recoveryDone.${body.decision}`))
      readAgain()
    },
    onError: readAgain,
  })
  const say = (decision: 'approve' | 'reject' | 'more') => {
    const said = message.trim()
    const lacks = decision !== 'approve' && said === ''
    setMissing(lacks)
    if (!lacks) decide.mutate({ params: { recovery_id: review.id }, body: { decision, message: said } })
  }
  return (
    <Card padded className={styles['decideCard']}>
      <h2 className="t3">{t('decide')}</h2>
      <p className="t6 c2">{t('proposeHint')}</p>
      <div className={styles['decision']}>
        <label htmlFor={id} className="t6 c2">
          {t('applicantMessage')}
        </label>
        <textarea
          id={id}
          className={styles['words']}
          rows={3}
          maxLength={MESSAGE_MAX}
          value={message}
          aria-invalid={missing || undefined}
          aria-describedby={`${id}note`}
          onChange={(event) => {
            setMessage(event.target.value)
            setMissing(false)
          }}
        />
        <div id={`${id}note`} className={classes('t7', missing ? styles['missing'] : 'c3')} aria-live="polite">
          {t(missing ? 'needMessage' : 'applicantMessageHint')}
        </div>
        <FormError error={decide.error} />
        <Button
          kind="primary"
          wide
          busy={decide.isPending}
          disabled={review.customer_id === null}
          onClick={() => say('approve')}
        >
          {t('propose')}
        </Button>
        <div className={styles['pair']}>
          <Button disabled={decide.isPending} onClick={() => say('more')}>
            {t('askMore')}
          </Button>
          <Button kind="danger" disabled={decide.isPending} onClick={() => say('reject')}>
            {t('reject')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
