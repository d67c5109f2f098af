import { Link } from '@tanstack/react-router'
import type { Difference } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { useMay } from '../live/desk-context.ts'
import { DifferenceFacts } from './difference-facts.tsx'
import { ResolveForm } from './resolve-form.tsx'
import { kindIcon } from './words.ts'
import styles from './reconciliation.module.css'

/** One difference: what was found, both sides, its case, and the way to clear it up. */
export const DifferenceCard = ({ difference }: { difference: Difference }) => {
  const { t } = useTranslation('desk')
  const { text, deadline } = useFormat()
  const reads = useMay('cases.read')
  const resolves = useMay('reconciliation.resolve')
  const [resolving, setResolving] = useState(false)
  const open = difference.status === 'open'
  return (
    <Card padded>
      <article className={styles['difference']} aria-labelledby={difference.id}>
        <header className={styles['differenceHead']}>
          <Tile icon={kindIcon[difference.kind]} tone={open ? 'wait' : 'neutral'} size="small" />
          <h2 id={difference.id} className="t4 grow">
            {t(`reconciliation.kind.${difference.kind}`)}
            {difference.kind !== 'unreadable' && (
              <span className="t6 c3"> {t(`reconciliation.operation.${difference.operation}`)}</span>
            )}
          </h2>
          <Pill tone={open ? 'wait' : 'ok'} {...(!open && { icon: 'check' })}>
            {t(`reconciliation.state.${difference.status}`)}
          </Pill>
        </header>
        <p className={styles['detail']}>{text(difference.detail)}</p>
        <DifferenceFacts difference={difference} />
        <footer className={styles['differenceFoot']}>
          <span className="t7 c3 grow">{t('reconciliation.foundAt', { time: deadline(difference.found_at) })}</span>
          {reads && difference.case_id !== null && (
            <Link
              to="/inbox/$view/$caseId"
              params={{ view: open ? 'all' : 'closed', caseId: difference.case_id }}
              className={buttonClass({ size: 'small' })}
            >
              {t('reconciliation.toCase')}
            </Link>
          )}
          {open && resolves && !resolving && (
            <Button size="small" kind="accent" icon="check" onClick={() => setResolving(true)}>
              {t('reconciliation.resolve')}
            </Button>
          )}
        </footer>
        {open && resolving && <ResolveForm difference={difference} onClose={() => setResolving(false)} />}
      </article>
    </Card>
  )
}
