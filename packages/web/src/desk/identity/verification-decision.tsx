import type { VerificationReview } from '@topay/contract'
import { verificationReasons } from '@topay/contract/web'
import { Checkbox } from 'antd'
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

type Reason = VerificationReview['reasons'][number]

/** Longest message that the server takes. */
const MESSAGE_MAX = 500

/** Pass, fail or ask for more: by who has the submission in hand. */
export const VerificationDecision = ({ review }: { review: VerificationReview }) => {
  const { t } = useTranslation('review')
  const id = useId()
  const readAgain = useReadAgain()
  const [why, setWhy] = useState<readonly Reason[]>([])
  const [message, setMessage] = useState('')
  const [missing, setMissing] = useState<'needReason' | 'needMessage'>()
  const decide = useApiMutation('reviewVerification', {
    onSuccess: (_, { body }) => {
      showToast(t(`done.${body.decision}`))
      readAgain()
    },
    onError: readAgain,
  })
  const say = (decision: 'pass' | 'fail' | 'more') => {
    const said = message.trim()
    const lack =
      decision === 'pass'
        ? undefined
        : why.length === 0
          ? 'needReason'
          : why.includes('other') && said === ''
            ? 'needMessage'
            : undefined
    setMissing(lack)
    if (lack !== undefined) return
    decide.mutate({
      params: { verification_id: review.id },
      body: { decision, message: said, reasons: decision === 'pass' ? [] : [...why] },
    })
  }
  return (
    <Card padded className={styles['decideCard']}>
      <h2 className="t3">{t('decide')}</h2>
      <div className={styles['decision']}>
        <Button kind="primary" wide busy={decide.isPending} onClick={() => say('pass')}>
          {t('pass', { level: review.target_class })}
        </Button>
        <fieldset className={styles['reasons']}>
          <legend>{t('reasons')}</legend>
          <Checkbox.Group
            className={styles['checks']}
            value={[...why]}
            options={verificationReasons.map((reason) => ({ value: reason, label: t(`reason.${reason}`) }))}
            onChange={(values) => {
              setWhy(verificationReasons.filter((reason) => values.includes(reason)))
              setMissing(undefined)
            }}
          />
        </fieldset>
        <label htmlFor={id} className="t6 c2">
          {t('message')}
        </label>
        <textarea
          id={id}
          className={styles['words']}
          rows={2}
          maxLength={MESSAGE_MAX}
          value={message}
          aria-describedby={`${id}note`}
          onChange={(event) => {
            setMessage(event.target.value)
            setMissing(undefined)
          }}
        />
        <div
          id={`${id}note`}
          className={classes('t7', missing === undefined ? 'c3' : styles['missing'])}
          aria-live="polite"
        >
          {t(missing ?? 'messageHint')}
        </div>
        <FormError error={decide.error} />
        <div className={styles['pair']}>
          <Button disabled={decide.isPending} onClick={() => say('more')}>
            {t('askMore')}
          </Button>
          <Button kind="danger" disabled={decide.isPending} onClick={() => say('fail')}>
            {t('fail')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
