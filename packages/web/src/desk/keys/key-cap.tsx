import { classes } from '#shared/ui/tone.ts'
import styles from './keys.module.css'

const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/** How the modifier is written on this machine. */
export const MOD = isMac ? '⌘' : 'Ctrl'

const WRITTEN: Record<string, string> = { mod: MOD, enter: '↵', escape: 'Esc', up: '↑', down: '↓' }

/** A key as it is engraved: `<KeyCap keys="mod+k" />`. Decorative: what it does stands beside it. */
export const KeyCap = ({ keys, filled = false }: { keys: string; filled?: boolean }) => (
  <span className={styles['keys']} data-keys="" aria-hidden="true">
    {keys.split('+').map((key) => (
      <kbd key={key} className={classes(styles['key'], filled && styles['filled'])}>
        {WRITTEN[key.toLowerCase()] ?? key.toUpperCase()}
      </kbd>
    ))}
  </span>
)
