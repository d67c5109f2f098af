import type { Recovery } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card, KeyValues, Pill, Tile } from '#shared/ui/surface.tsx'
import { Timeline, type TimelineStep } from '#shared/ui/timeline.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { Link } from '../../navigation.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { paths } from '../../paths.ts'
import { Withdraw } from './withdraw.tsx'
import styles from './recovery.module.css'

type Sent = Exclude<Recovery['status'], 'draft' | 'more_needed'>

const TONE: Record<Recovery['status'], Tone> = {
  draft: 'neutral',
  in_review: 'wait',
  more_needed: 'wait',
  approved: 'ok',
  rejected: 'neutral',
  withdrawn: 'neutral',
  expired: 'neutral',
}

const isSent = (status: Recovery['status']): status is Sent => status !== 'draft' && status !== 'more_needed'

/** Where the request stands: by when it is answered, who looks at it, what was said, and what comes next. */
export const Standing = ({
  recovery,
  onChanged,
  onAnew,
}: {
  recovery: Recovery
  onChanged: (recovery: Recovery) => void
  onAnew: () => void
}) => {
  const { t } = useTranslation('account')
  const { moment, deadline, span, text } = useFormat()
  const now = useNow(30_000)
  const { status, answer_by, reviews_done, contact } = recovery
  if (!isSent(status)) return null
  const said = recovery.steps.findLast(({ by }) => by === 'topay')?.message
  const steps: TimelineStep[] = recovery.steps.map((step, index) => ({
    id: `${index}`,
    state: step.status === 'approved' ? 'good' : 'past',
    title: t(`recovery.step.${step.status === 'in_review' && step.by === 'topay' ? 'first_agreed' : step.status}`),
    time: moment(step.at),
    ...(step.message && { detail: text(step.message) }),
  }))
  if (status === 'in_review') {
    steps.push(
      {
        id: 'first',
        state: reviews_done === 0 ? 'now' : 'past',
        title: t('recovery.firstPerson'),
        detail: reviews_done === 0 ? t('recovery.firstPersonHint') : t('recovery.personDone'),
      },
      {
        id: 'second',
        state: reviews_done === 0 ? 'next' : 'now',
        title: t('recovery.secondPerson'),
        detail: t('recovery.secondPersonHint'),
      },
      { id: 'answer', state: 'next', title: t('recovery.answerStep', { contact }) },
    )
  }
  return (
    <>
      <StepLead
        title={
          status === 'in_review' && answer_by !== null
            ? t('recovery.verdict.in_review', { time: deadline(answer_by) })
            : t(`recovery.verdict.${status === 'in_review' ? 'waiting' : status}`)
        }
        hint={
          status === 'in_review' && answer_by !== null && Date.parse(answer_by) > now
            ? t('recovery.verdictHint.in_review', { span: span(Date.parse(answer_by) - now) })
            : status === 'in_review'
              ? t('recovery.verdictHint.late')
              : t(`recovery.verdictHint.${status}`, { contact })
        }
      />
      <div>
        <Pill tone={TONE[status]} icon={status === 'approved' ? 'ok-circle' : 'clock'}>
          {t(`recovery.status.${status}`)}
        </Pill>
      </div>
      {status === 'rejected' && said && (
        <Card padded>
          <p className="t6 c3">{t('recovery.why')}</p>
          <p>{text(said)}</p>
        </Card>
      )}
      {status === 'in_review' && (
        <ul className={styles['people']} aria-label={t('recovery.people')}>
          {[0, 1].map((index) => (
            <li key={index} className={styles['person']}>
              <Tile
                icon={index < reviews_done ? 'check' : 'user'}
                tone={index < reviews_done ? 'ok' : 'neutral'}
                size="small"
              />
              {t(index < reviews_done ? 'recovery.personLooked' : 'recovery.personWaits', { number: index + 1 })}
            </li>
          ))}
        </ul>
      )}
      {steps.length > 0 && (
        <Card padded>
          <Timeline steps={steps} />
        </Card>
      )}
      <Card padded>
        <KeyValues
          rows={[
            recovery.case_number === null
              ? undefined
              : [
                  t('recovery.case'),
                  <span key="case" className="row-x">
                    <span className="mono">{recovery.case_number}</span>
                    <CopyButton text={recovery.case_number} label={t('notMe.copy')} />
                  </span>,
                ],
            recovery.identifier === null ? undefined : [t('recovery.account'), recovery.identifier],
            [t('recovery.answerTo'), contact],
          ]}
        />
      </Card>
      {status === 'approved' && (
        <Link {...paths.signIn()} className={buttonClass({ kind: 'primary', wide: true })}>
          {t('reset.toSignIn')}
        </Link>
      )}
      {(status === 'rejected' || status === 'withdrawn' || status === 'expired') && (
        <Button kind="primary" wide onClick={onAnew}>
          {t('recovery.anew')}
        </Button>
      )}
      {status === 'in_review' && (
        <>
          <p className="row-x top g2 t6 c2">
            <Icon name="bell" size={18} />
            {t('recovery.mayLeave', { contact })}
          </p>
          <Withdraw onChanged={onChanged} />
        </>
      )}
    </>
  )
}
