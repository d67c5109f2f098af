import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Tile } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { paths } from '../../paths.ts'
import type { MoneyState } from './use-money-action.ts'
import styles from './money-sheet.module.css'

/** While it is sent, and what stands there when sending went wrong: where the money is first, then what happens next. */
export const Trouble = ({
  state,
  onAgain,
  onAsk,
}: {
  state: Extract<MoneyState, { kind: 'sending' | 'offline' | 'lost' | 'absent' }>
  onAgain: () => void
  onAsk: () => void
}) => {
  const { t } = useTranslation('money')
  if (state.kind === 'sending') {
    return (
      <output className={styles['wait']}>
        <span className={styles['ring']} aria-hidden="true" />
        <div className="t3">{t('sheet.sending')}</div>
        <div className="t6 c2">{t('sheet.sendingHint')}</div>
      </output>
    )
  }
  const test = (
    <Link {...paths.network()} className={buttonClass({ kind: 'accent' })}>
      {t('sheet.test')}
    </Link>
  )
  const shows = {
    offline: {
      icon: 'wifi-off' as const,
      title: t('sheet.offline'),
      hint: t('sheet.offlineHint'),
      action: <Button onClick={onAgain}>{t('sheet.again')}</Button>,
    },
    lost: {
      icon: 'clock' as const,
      title: t('sheet.checking'),
      hint: t('sheet.checkingHint'),
      action: (
        <Button icon="refresh" busy={state.kind === 'lost' && state.asking} onClick={onAsk}>
          {t('refusal.step.look')}
        </Button>
      ),
    },
    absent: {
      icon: 'shield-ok' as const,
      title: t('sheet.absent'),
      hint: t('sheet.absentHint'),
      action: <Button onClick={onAgain}>{t('sheet.again')}</Button>,
    },
  }[state.kind]
  return (
    <div className={styles['wait']} role="alert" data-testid={`money-${state.kind}`}>
      <Tile icon={shows.icon} tone={state.kind === 'absent' ? 'ok' : 'wait'} size="large" />
      <div className="t3" style={{ marginTop: 4 }}>
        {shows.title}
      </div>
      <div className="t6 c2">{shows.hint}</div>
      <div className="row-x g2" style={{ marginTop: 12, flexWrap: 'wrap', justifyContent: 'center' }}>
        {shows.action}
        {test}
      </div>
    </div>
  )
}
