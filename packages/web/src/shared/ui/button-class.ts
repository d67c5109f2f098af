import styles from './button.module.css'

export type ButtonLook = {
  /** `primary` is the filled jade one: at most one a screen. */
  kind?: 'primary' | 'default' | 'accent' | 'danger' | 'plain'
  size?: 'normal' | 'small'
  /** As wide as its parent. */
  wide?: boolean
}

/** The class names of a button, for links that look like one. */
export const buttonClass = ({ kind = 'default', size = 'normal', wide = false }: ButtonLook = {}, more = '') =>
  [
    styles['button'],
    kind !== 'default' && styles[kind],
    size === 'small' && styles['small'],
    wide && styles['wide'],
    more,
  ]
    .filter(Boolean)
    .join(' ')
