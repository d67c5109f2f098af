import type { ComponentProps } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { classes } from './tone.ts'
import styles from './icon-button.module.css'

/** Class of an icon-only control, for links. */
export const iconButtonClass = styles['button'] ?? ''

/** A button of one icon. `label` says what it does; nobody sees it, screen readers do. */
export const IconButton = ({
  icon,
  label,
  size = 24,
  className,
  ...rest
}: { icon: IconName; label: string; size?: number } & ComponentProps<'button'>) => (
  <button type="button" {...rest} className={classes(iconButtonClass, className)} aria-label={label} title={label}>
    <Icon name={icon} size={size} />
  </button>
)
