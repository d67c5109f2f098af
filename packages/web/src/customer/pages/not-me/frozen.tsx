import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Timeline } from '#shared/ui/timeline.tsx'
import { Link } from '../../navigation.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { paths } from '../../paths.ts'
import styles from './not-me.module.css'

/** The account is frozen: what holds now, under which number people look at it, and what comes next. */
export const Frozen = ({ at, caseNumber }: { at: string | null; caseNumber: string | null }) => {
  const { t } = useTranslation('account')
  const { clock } = useFormat()
  return (
    <div className={styles['result']} data-testid="frozen">
      <StepLead title={t('notMe.doneTitle')} hint={t('notMe.doneHint')} />
      {caseNumber !== null && (
        <Card padded>
          <div className="row-x g3">
            <Tile icon="headset" tone="ok" />
            <div className="grow">
              <p className="t6 c3">{t('notMe.case')}</p>
              <p className="t3 mono">{caseNumber}</p>
            </div>
            <CopyButton text={caseNumber} label={t('notMe.copy')} />
          </div>
        </Card>
      )}
      <Card padded>
        <Timeline
          steps={[
            {
              id: 'frozen',
              state: 'good',
              title: t('notMe.stepFrozen'),
              detail: t('notMe.stepFrozenHint'),
              ...(at !== null && { time: clock(at) }),
            },
            { id: 'people', state: 'now', title: t('notMe.stepPeople'), detail: t('notMe.stepPeopleHint') },
            { id: 'reset', state: 'next', title: t('notMe.stepReset'), detail: t('notMe.stepResetHint') },
            { id: 'open', state: 'next', title: t('notMe.stepOpen'), detail: t('notMe.stepOpenHint') },
          ]}
        />
      </Card>
      <Link {...paths.reset()} className={buttonClass({ kind: 'primary', wide: true })}>
        {t('notMe.reset')}
      </Link>
      <Link {...paths.recovery('taken_over')} className={buttonClass({ kind: 'plain', wide: true })}>
        {t('notMe.cannot')}
      </Link>
    </div>
  )
}
