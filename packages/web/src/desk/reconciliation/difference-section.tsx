import { Link } from '@tanstack/react-router'
import type { Difference } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Pill } from '#shared/ui/surface.tsx'
import { useMay } from '../live/desk-context.ts'
import panel from '../panel/panel.module.css'
import { DifferenceFacts } from './difference-facts.tsx'
import { ResolveForm } from './resolve-form.tsx'
import styles from './reconciliation.module.css'

/** The difference that an internal case is about, beside its notes. */
export const DifferenceSection = ({ difference }: { difference: Difference }) => {
  const { t } = useTranslation('desk')
  const { text } = useFormat()
  const reads = useMay('reconciliation.read')
  const resolves = useMay('reconciliation.resolve')
  const [resolving, setResolving] = useState(false)
  const open = difference.status === 'open'
  return (
    <section className={panel['section']} aria-labelledby="panel-difference">
      <div className={panel['head']}>
        <h2 id="panel-difference">{t('reconciliation.section')}</h2>
        <Pill tone={open ? 'wait' : 'ok'} {...(!open && { icon: 'check' })}>
          {t(`reconciliation.state.${difference.status}`)}
        </Pill>
      </div>
      <div className={panel['verdict']} data-money={open ? 'held' : 'charged'}>
        <div className="grow">
          <h3>{t(`reconciliation.kind.${difference.kind}`)}</h3>
          <p className="t6">{text(difference.detail)}</p>
        </div>
      </div>
      <DifferenceFacts difference={difference} />
      <div className={styles['sectionFoot']}>
        {reads && (
          <Link
            to="/reconciliation/$date"
            params={{ date: difference.date }}
            className={buttonClass({ size: 'small' })}
          >
            {t('reconciliation.toDay')}
          </Link>
        )}
        {open && resolves && !resolving && (
          <Button size="small" kind="accent" icon="check" onClick={() => setResolving(true)}>
            {t('reconciliation.resolve')}
          </Button>
        )}
      </div>
      {open && resolving && <ResolveForm difference={difference} onClose={() => setResolving(false)} />}
    </section>
  )
}
