import { Link } from '@tanstack/react-router'
import type { VerificationReview } from '@topay/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState } from '#shared/ui/states.tsx'
import { Card, Pill } from '#shared/ui/surface.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import { KeyCap } from '../keys/key-cap.tsx'
import { Due } from './due.tsx'
import styles from './identity.module.css'

type Props = {
  back: { to: '/identity/verifications' | '/identity/recoveries'; name: string }
  title: string
  status: { tone: Tone; words: string }
  dueAt: string | null
  facts: ReactNode
  pictures: ReactNode
  decision: ReactNode
}

/** A review: what was sent in, its pictures, and what is found and decided, side by side. */
export const ReviewLayout = ({ back, title, status, dueAt, facts, pictures, decision }: Props) => {
  const { t } = useTranslation('review')
  return (
    <main className={styles['review']}>
      <header className={styles['reviewHead']}>
        <Link to={back.to} className={styles['back']}>
          {back.name}
          <Icon name="right" size={16} />
        </Link>
        <h1 className="t3">{title}</h1>
        <Pill tone={status.tone}>{status.words}</Pill>
        <span className="grow" />
        {dueAt !== null && <Due at={dueAt} />}
        <span className={styles['keys']}>
          <KeyCap keys="J" />
          <KeyCap keys="K" />
          {t('next')}
        </span>
      </header>
      <section className={styles['side']} aria-label={t('facts')}>
        {facts}
      </section>
      <div className={styles['centre']}>{pictures}</div>
      <section className={styles['side']} aria-label={t('decide')}>
        {decision}
      </section>
    </main>
  )
}

/** In place of the pictures, while they are not open to whoever looks: why, and what opens them. */
export const ClosedPictures = ({
  holder,
  take,
  takeWords,
  busy,
}: {
  /** The colleague who has it in hand. */
  holder: VerificationReview['reviewer']
  /** Null when there is nothing to take: it was decided. */
  take: (() => void) | null
  takeWords: string
  busy: boolean
}) => {
  const { t } = useTranslation('review')
  const { text } = useFormat()
  if (take === null) {
    return (
      <div className={styles['centreState']}>
        <EmptyState title={t('closed')} hint={t('closedHint')} />
      </div>
    )
  }
  const other = holder !== null
  return (
    <div className={styles['centreState']}>
      <EmptyState
        title={other ? t('lockedOther', { name: text(holder.name) }) : t('locked')}
        hint={t(other ? 'lockedOtherHint' : 'lockedHint')}
        action={
          <Button kind={other ? 'default' : 'primary'} onClick={take} busy={busy}>
            {takeWords} <KeyCap keys="A" filled={!other} />
          </Button>
        }
      />
    </div>
  )
}

/** What the machine found; people decide. */
export const Signals = ({ signals }: { signals: VerificationReview['signals'] }) => {
  const { t } = useTranslation('review')
  const { text } = useFormat()
  return (
    <Card padded>
      <h2 className="t3">{t('signals')}</h2>
      <p className="t6 c2">{t('signalsHint')}</p>
      {signals.length === 0 && <p className="t6 c2">{t('noSignals')}</p>}
      <ul>
        {signals.map((signal) => (
          <li key={signal.text.en} className={styles['signal']}>
            <span className={signal.ok ? 'c-ok' : 'c-wait'}>
              <Icon name={signal.ok ? 'check' : 'alert'} size={18} label={t(signal.ok ? 'ok' : 'careful')} />
            </span>
            <span>{text(signal.text)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
