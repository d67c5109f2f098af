/** Most digits before the point that the amount field takes: a hundred million. */
const MAX_WHOLE_DIGITS = 8

/**
 * Cleans what a person types into an amount field as they type: full-width digits and points become plain ones, a
 * third decimal and everything that is not a digit or the point is dropped. The result is what the field shows.
 */
export const cleanAmountInput = (typed: string): string => {
  const plain = typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.')
    .replace(/[^0-9.]/g, '')
  const [whole = '', ...rest] = plain.split('.')
  const trimmed = whole.replace(/^0+(?=\d)/, '').slice(0, MAX_WHOLE_DIGITS)
  return rest.length === 0 ? trimmed : `${trimmed || '0'}.${rest.join('').slice(0, 2)}`
}

/** Minor units of a cleaned amount text: `12.5` is 1250. Undefined when it says no amount or zero. Never a float. */
export const parseAmount = (text: string): number | undefined => {
  const match = /^(\d{1,8})(?:\.(\d{0,2}))?$/.exec(text)
  if (!match) return undefined
  const minor = Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`)
  return minor > 0 ? minor : undefined
}

/** The text that the amount field shows for an amount in minor units: 128600 is `1286`, 1250 is `12.50`. */
export const amountText = (minor: number): string => {
  const digits = minor.toString().padStart(3, '0')
  const cents = digits.slice(-2)
  return cents === '00' ? digits.slice(0, -2) : `${digits.slice(0, -2)}.${cents}`
}
