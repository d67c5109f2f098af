/** What a scanned or pasted text leads to. Only addresses of our own are ever opened. */
export type TopayCode =
  | { kind: 'person'; code: string; amount: number | undefined }
  | { kind: 'merchant'; merchantId: string }
  | { kind: 'order'; orderId: string }
  /** Anything else: another site, another app, plain text. */
  | { kind: 'foreign' }

const PERSON = /^\/to\/([0-9A-Za-z]{20})\/?$/
const MERCHANT = /^\/(?:m|pay)\/(mer_[0-9a-f]{32})\/?$/
const ORDER = /^\/checkout\/(ord_[0-9a-f]{32})\/?$/

/**
 * Reads a code. `origins`: where this Topay is reached, such as `https://pay.example.com`. The bare secret part of a
 * receive code counts too, since people read it to each other; a link without its scheme is taken as typed by hand.
 */
export const readTopayCode = (written: string, origins: readonly string[]): TopayCode => {
  const text = written.trim()
  if (/^[0-9A-Za-z]{20}$/.test(text)) return { kind: 'person', code: text, amount: undefined }
  const known = origins.find((origin) => text.startsWith(`${origin.replace(/^https?:\/\//, '')}/`))
  const url = URL.parse(known === undefined ? text : `${known}${text.slice(text.indexOf('/'))}`)
  if (!url || !origins.includes(url.origin) || url.username !== '' || url.password !== '') return { kind: 'foreign' }
  const [, code] = PERSON.exec(url.pathname) ?? []
  if (code !== undefined) {
    const amount = url.searchParams.get('amount') ?? ''
    return { kind: 'person', code, amount: /^[1-9]\d{0,11}$/.test(amount) ? Number(amount) : undefined }
  }
  const [, merchantId] = MERCHANT.exec(url.pathname) ?? []
  if (merchantId !== undefined) return { kind: 'merchant', merchantId }
  const [, orderId] = ORDER.exec(url.pathname) ?? []
  if (orderId !== undefined) return { kind: 'order', orderId }
  return { kind: 'foreign' }
}
