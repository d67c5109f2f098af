const T_LINE = 'M6.2 9.2H22.4a3.5 3.5 0 0 1 0 7H20.6M14.6 9.2V25.2'
const SEAL_EDGE =
  'M4.6 1.8 18 2.3l11.5-.6 6.2.5c1.6.2 2.3 1 2.4 2.6l-.4 11.9.6 10.4-.5 8.2c-.1 1.8-1 2.7-2.8 2.8l-13.3-.5-9.9.6-7.1-.5c-1.6-.2-2.4-1-2.5-2.6l.4-12.3-.7-9.4.4-8.6c.1-1.9.6-2.8 2.3-3z'

/** The Topay mark on its jade tile. Decorative: the name stands beside it. */
export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ display: 'block', flex: 'none' }}>
    <rect width="32" height="32" rx="9" fill="var(--primary)" />
    <path
      d={T_LINE}
      fill="none"
      stroke="var(--on-primary)"
      strokeWidth="3.2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)

/** The bare line of the mark, for empty pages and as a watermark; takes the current colour. */
export const MarkLine = ({ width = 44, stroke = 1.6 }: { width?: number; stroke?: number }) => (
  <svg
    width={width}
    height={(width * 40) / 44}
    viewBox="4 6 24 22"
    fill="none"
    stroke="currentColor"
    strokeWidth={stroke}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    style={{ display: 'block', flex: 'none' }}
  >
    <path d={T_LINE} />
  </svg>
)

/**
 * The official seal. It is earned: only on verified official messages, calls and pages, never as decoration and never
 * on results. At 16 px and below it uses the simpler cut.
 */
export const Seal = ({ size = 18, label }: { size?: number; label: string }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 40 40"
    role="img"
    aria-label={label}
    style={{ display: 'block', flex: 'none' }}
  >
    <path d={SEAL_EDGE} fill="var(--seal)" />
    {size <= 16 ? (
      <path d="M10.5 12.5h19M20 12.5V31" fill="none" stroke="var(--on-seal)" strokeWidth="4.6" />
    ) : (
      <path
        d="M8.6 32.2V8.8h22.8v23.4H20V17.4M14 16h12"
        fill="none"
        stroke="var(--on-seal)"
        strokeWidth="3"
        strokeLinejoin="round"
      />
    )}
  </svg>
)
