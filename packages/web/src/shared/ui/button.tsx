import type { ComponentProps } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { buttonClass, type ButtonLook } from './button-class.ts'
import styles from './button.module.css'

type Props = ButtonLook & {
  icon?: IconName
  /** The action runs: the button keeps its words and width, shows a turning ring and takes no second press. */
  busy?: boolean
} & Omit<ComponentProps<'button'>, 'className'> & { className?: string }

/** A button in the house look. Its words are a verb first, and name the amount when money moves. */
export const Button = ({ kind, size, wide, icon, busy = false, children, className, disabled, ...rest }: Props) => (
  <button
    type="button"
    {...rest}
    className={buttonClass({ kind, size, wide }, [busy ? styles['busy'] : '', className ?? ''].join(' '))}
    disabled={(disabled ?? false) || busy}
    aria-busy={busy || undefined}
  >
    {busy ? <span className={styles['spinner']} aria-hidden="true" /> : icon && <Icon name={icon} size={20} />}
    {children}
  </button>
)
