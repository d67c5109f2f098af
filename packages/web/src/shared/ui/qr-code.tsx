import { encodeQR } from 'qr'
import { useMemo } from 'react'
import styles from './qr-code.module.css'

/** White modules around a code, as the standard asks for. */
const QUIET = 4

/** The dark modules of a code as one SVG path, and the width of the whole in modules. Level Q: a quarter may be lost. */
export const qrPath = (text: string): { path: string; size: number } => {
  const rows = encodeQR(text, 'raw', { ecc: 'quartile', border: QUIET })
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { path, size: rows.length }
}

/** A QR code, dark on white in both themes: many readers do not read light on dark. `label` says what it is. */
export const QrCode = ({ text, label, width = 232 }: { text: string; label: string; width?: number }) => {
  const { path, size } = useMemo(() => qrPath(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      data-qr={text}
      className={styles['qr']}
      width={width}
      height={width}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
