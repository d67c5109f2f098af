import { shapes, type IconName } from './shapes.tsx'
export type { IconName } from './shapes.tsx'

/** Line widths that keep about 1.4 to 1.75 px on the screen at each size. */
const STROKE: Record<number, number> = { 14: 2.3, 16: 2.2, 18: 2.05, 20: 1.95, 24: 1.75, 28: 1.6 }

/**
 * One icon in the current text colour. Decorative unless it has a `label`: an icon that stands alone, without words
 * beside it, must have one.
 */
export const Icon = ({ name, size = 24, label }: { name: IconName; size?: number; label?: string }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={STROKE[size] ?? 1.75}
    strokeLinecap="round"
    strokeLinejoin="round"
    style={{ display: 'block', flex: 'none' }}
    {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
  >
    {shapes[name]}
  </svg>
)
