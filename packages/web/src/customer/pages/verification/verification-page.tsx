import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { VerificationState } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import { SubmissionCard } from './submission-card.tsx'
import { VerificationForm } from './verification-form.tsx'

const CLASSES = [1, 2, 3] as const
type Goal = 2 | 3

/** The classes with the limits of each, what the next one takes, and where a submission stands. */
export const VerificationPage = () => {
  const { t } = useTranslation('security')
  const queryClient = useQueryClient()
  const { queryKey } = apiQuery('getVerification', {})
  const read = useQuery({ ...apiQuery('getVerification', {}), staleTime: 0 })
  const [goal, setGoal] = useState<Goal>()
  const take = (state: VerificationState) => {
    queryClient.setQueryData(queryKey, state)
    for (const changed of ['getMe', 'getLimits', 'getSecurityCheckup'])
      void queryClient.invalidateQueries({ queryKey: [changed] })
  }
  return (
    <Page title={t('verify.title')} back={paths.security()}>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={3} />
      </Waiting>
      {read.data && goal === undefined && <Classes state={read.data} onGoal={setGoal} onChanged={take} />}
      {read.data && goal !== undefined && (
        <VerificationForm
          goal={goal}
          state={read.data}
          onUploaded={() => queryClient.invalidateQueries({ queryKey })}
          onBack={() => setGoal(undefined)}
          onSent={(state) => {
            take(state)
            setGoal(undefined)
          }}
        />
      )}
    </Page>
  )
}

const Classes = ({
  state,
  onGoal,
  onChanged,
}: {
  state: VerificationState
  onGoal: (goal: Goal) => void
  onChanged: (state: VerificationState) => void
}) => {
  const { t } = useTranslation('security')
  const { day } = useFormat()
  const { verification_class: now, submission, expires_at } = state
  const name = (one: number) => t(`verify.class.${one}` as 'verify.class.1')
  const waits = submission?.status === 'in_review'
  const goals = (submission?.status === 'more_needed' ? [submission.target_class] : [2, 3]).filter(
    (one): one is Goal => (one === 2 || one === 3) && one > now,
  )
  return (
    <>
      <h2 className="t2">{t('verify.now', { class: name(now) })}</h2>
      {expires_at && <p className="c2">{t('verify.expires', { time: day(expires_at) })}</p>}
      {submission && <SubmissionCard submission={submission} onChanged={onChanged} />}
      <Card>
        {CLASSES.map((one) => (
          <div key={one} className={rows['row']}>
            <Tile icon={one <= now ? 'ok-circle' : 'user'} tone={one <= now ? 'ok' : 'neutral'} />
            <div className="grow">
              <h3>{name(one)}</h3>
              <div className="t6 c3">{t(`verify.limit.${one}`)}</div>
            </div>
            {one === now && <Pill tone="ok">{t('verify.current')}</Pill>}
          </div>
        ))}
      </Card>
      {!waits &&
        goals.map((goal, index) => (
          <Button key={goal} kind={index === 0 ? 'primary' : 'accent'} wide onClick={() => onGoal(goal)}>
            {t('verify.start', { class: name(goal) })}
          </Button>
        ))}
    </>
  )
}
