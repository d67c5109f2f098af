/** Most digits a card number has (ISO/IEC 7812). */
const MOST = 19

/** Digits of a card number as they are typed or pasted, in groups of four as on the card. */
export const groupCardNumber = (typed: string): string =>
  typed
    .replace(/\D/g, '')
    .slice(0, MOST)
    .replace(/(\d{4})(?=\d)/g, '$1 ')

/** Whether the number can be complete. Whether it is right, the bank says. */
export const isLongEnough = (number: string): boolean => number.replace(/\D/g, '').length >= 15
