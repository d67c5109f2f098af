import type { Card as BankCard } from '@topay/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Pill, Tile } from '#shared/ui/surface.tsx'
import type { IconName } from '#shared/icons/icon.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import styles from '../pages/pay/pay.module.css'

/** One of several ways to pay: a row with a radio button at its end. */
export const RadioRow = ({
  name,
  icon,
  iconTone = 'neutral',
  title,
  hint,
  hintTone = 'c3',
  mark,
  checked,
  disabled = false,
  onPick,
}: {
  /** Groups the buttons of which one is picked. */
  name: string
  icon: IconName
  iconTone?: Tone
  title: string
  hint: string
  hintTone?: 'c3' | 'c-wait'
  mark?: ReactNode
  checked: boolean
  disabled?: boolean
  onPick: () => void
}) => (
  <label className={styles['offer']}>
    <Tile icon={icon} tone={iconTone} />
    <span className="grow">
      <span className="row-x g2">
        {title}
        {mark}
      </span>
      <span className={`t6 ${hintTone}`} style={{ display: 'block' }}>
        {hint}
      </span>
    </span>
    <input
      type="radio"
      name={name}
      className={styles['radio']}
      checked={checked}
      disabled={disabled}
      onChange={onPick}
    />
  </label>
)

/** A linked card among others; the default one is marked. */
export const CardChoice = ({
  card,
  name = 'card',
  checked,
  onPick,
}: {
  card: BankCard
  name?: string
  checked: boolean
  onPick: () => void
}) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  return (
    <RadioRow
      name={name}
      icon="bank"
      title={`${text(card.bank_name)} (${card.last4})`}
      hint={t(card.kind === 'credit' ? 'cards.credit' : 'cards.debit')}
      mark={card.is_default && <Pill tone="ok">{t('cards.default')}</Pill>}
      checked={checked}
      onPick={onPick}
    />
  )
}

/** The cards in the order they are offered: the default one first. */
export const offered = (cards: readonly BankCard[]): BankCard[] =>
  cards.toSorted((a, b) => Number(b.is_default) - Number(a.is_default))
