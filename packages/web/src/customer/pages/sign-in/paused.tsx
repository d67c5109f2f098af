import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { Section } from '../../parts/section.tsx'
import rows from '../../parts/row.module.css'
import { paths } from '../../paths.ts'
import styles from './sign-in.module.css'

/** Too many wrong tries: until when, what opens it now, and that it opens by itself. Then the form comes back. */
export const Paused = ({ until, onOpen, onOther }: { until: string; onOpen: () => void; onOther: () => void }) => {
  const { t } = useTranslation('account')
  const { deadline } = useFormat()
  return (
    <div className={styles['ways']} data-testid="sign-in-paused">
      <div className={styles['lead']} role="alert">
        <h1 className="t1">{t('paused.title', { time: deadline(until) })}</h1>
        <p className="c2">{t('paused.why')}</p>
      </div>
      <Card className={styles['clock']}>
        <span className="t6 c3">{t('paused.opensIn')}</span>
        <Countdown until={until} label={t('paused.opensIn')} className={styles['time']} onEnd={onOpen} />
        <span className="t6 c3">{t('paused.byItself')}</span>
      </Card>
      <Section title={t('paused.now')} />
      <Link {...paths.reset()} className={buttonClass({ kind: 'primary', wide: true })}>
        {t('paused.reset')}
      </Link>
      <p className="t6 c2 center">{t('paused.resetHint')}</p>
      <Card>
        <Link {...paths.recovery('locked')} className={rows['row']}>
          <Tile icon="users" />
          <span className="grow">
            <span style={{ display: 'block' }}>{t('paused.manual')}</span>
            <span className="t6 c3" style={{ display: 'block' }}>
              {t('paused.manualHint')}
            </span>
          </span>
          <span className="c3">
            <Icon name="right" size={18} />
          </span>
        </Link>
      </Card>
      <p className="t6 c3">{t('paused.notMe')}</p>
      <div className={`${styles['links']} ${styles['center']}`}>
        <button type="button" onClick={onOther}>
          {t('paused.other')}
        </button>
      </div>
    </div>
  )
}
