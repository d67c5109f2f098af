import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { initialOf } from '../format/initial.ts'
import { classes, type Tone } from './tone.ts'
import styles from './surface.module.css'

const toneClass = (tone: Tone) => (tone === 'neutral' ? undefined : styles[tone])

/** A sheet of paper with a hairline: the one container of both apps. */
export const Card = ({ padded = false, className, ...rest }: { padded?: boolean } & ComponentProps<'div'>) => (
  <div {...rest} className={classes(styles['card'], padded && styles['padded'], className)} />
)

/** A status word. */
export const Pill = ({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) => (
  <span className={classes(styles['pill'], toneClass(tone))}>
    {icon && <Icon name={icon} size={14} />}
    {children}
  </span>
)

/** The square behind an icon that starts a row. Decorative. */
export const Tile = ({
  icon,
  tone = 'neutral',
  size = 'normal',
}: {
  icon: IconName
  tone?: Tone
  size?: 'small' | 'normal' | 'large'
}) => (
  <span
    className={classes(
      styles['tile'],
      size === 'large' && styles['tileLarge'],
      size === 'small' && styles['tileSmall'],
      toneClass(tone),
    )}
    aria-hidden="true"
  >
    <Icon name={icon} size={size === 'large' ? 24 : size === 'small' ? 18 : 20} />
  </span>
)

/** A person by the first character of the name. Decorative: the name stands beside it. */
export const Avatar = ({ name, tone = 'info', icon }: { name: string; tone?: Tone; icon?: IconName }) => (
  <span className={classes(styles['avatar'], toneClass(tone))} aria-hidden="true">
    {icon ? <Icon name={icon} size={18} /> : initialOf(name)}
  </span>
)

/** Pairs of a name and a value. `undefined` rows are left out. */
export const KeyValues = ({ rows }: { rows: readonly (readonly [label: string, value: ReactNode] | undefined)[] }) => (
  <dl className={styles['values']}>
    {rows.map(
      (row) =>
        row && (
          <div key={row[0]} style={{ display: 'contents' }}>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ),
    )}
  </dl>
)
