import type { OutboundHold } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { StepLead } from '../../parts/step-lead.tsx'
import styles from './reset.module.css'

/** What the new password has changed: who is signed out, who was told, and until when money goes out in small amounts only. */
export const DoneStep = ({ hold, onSignIn }: { hold: OutboundHold; onSignIn: () => void }) => {
  const { t } = useTranslation('account')
  const { deadline, span } = useFormat()
  const now = useNow(15_000)
  return (
    <div className={styles['done']} data-testid="reset-done">
      <StepLead title={t('reset.doneTitle')} hint={t('reset.doneHint')} />
      <Card padded>
        <ul className={styles['done']}>
          {(['doneOut', 'doneTold', 'doneOpen'] as const).map((fact) => (
            <li key={fact}>
              <Icon name="ok-circle" size={20} />
              <span>{t(`reset.${fact}`)}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card padded className={styles['hold']}>
        <span className="c-wait">
          <Icon name="clock" size={20} />
        </span>
        <div className="grow">
          <h2 className="t4 strong">{t('reset.holdTitle', { time: deadline(hold.until) })}</h2>
          <p className="t6">{t('reset.holdHint', { span: span(Date.parse(hold.until) - now) })}</p>
        </div>
      </Card>
      <Button kind="primary" wide onClick={onSignIn}>
        {t('reset.signIn')}
      </Button>
    </div>
  )
}
