import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { classes } from '#shared/ui/tone.ts'
import type { Forbidden } from './outbound-check.ts'
import styles from './composer.module.css'

type Props = { kind: 'reply' | 'note'; empty: boolean; found: readonly Forbidden[]; confirming: boolean }

/** What the check of the text says, beside the button. */
export const OutboundHint = ({ kind, empty, found, confirming }: Props) => {
  const { t } = useTranslation('desk')
  if (kind === 'note') return <span className={styles['hint']}>{t('composer.onlyUs')}</span>
  if (found.length === 0) return <span className={styles['hint']}>{empty ? '' : t('composer.checked')}</span>
  const things = found.map((thing) => t(`composer.thing.${thing}`)).join(t('composer.or'))
  return (
    <span className={classes(styles['hint'], styles['warned'])} role="alert">
      <Icon name="alert" size={16} />
      {t(confirming ? 'composer.sure' : 'composer.asks', { things })}
    </span>
  )
}
