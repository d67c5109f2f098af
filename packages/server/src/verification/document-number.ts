import { createHmac } from 'node:crypto'
import type { VerificationSubmission } from '@topay/contract'

export type DocumentType = VerificationSubmission['document_type']

/** As it is compared and kept: no spaces or dashes, capitals. */
export const plainNumber = (typed: string): string => typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase()

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643: the last character makes the weighted sum 1 modulo 11; X stands for 10. */
const checkDigitFits = (number: string): boolean => {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return number.at(-1) === '10X98765432'[sum % 11]
}

/** The date of birth that stands in a Chinese id number, as yyyy-mm-dd; null when the number is none. */
export const birthDateOf = (type: DocumentType, number: string): string | null => {
  const [, year, month, day] =
    (type === 'cn_id' && /^[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number)) || []
  if (year === undefined || !checkDigitFits(number)) return null
  const date = `${year}-${month}-${day}`
  const time = Date.parse(date)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null
}

/** Shapes of the other documents, as they are printed. */
const shapes: Record<Exclude<DocumentType, 'cn_id'>, RegExp> = {
  passport: /^[A-Z0-9]{6,12}$/,
  hk_macau_permit: /^[HMC][A-Z]?\d{7,10}$/,
  taiwan_permit: /^(\d{8}|\d{10}|[A-Z]\d{7,9})$/,
  residence_permit: /^([A-Z]{3}\d{12}|[1-9]\d{16}[\dX])$/,
}

/** Whether a number can be one of such a document. A Chinese id number has a check digit, and a birth date that is one and not in the future. */
export const isDocumentNumber = (type: DocumentType, number: string, today: string): boolean => {
  if (type !== 'cn_id') return shapes[type].test(number)
  const born = birthDateOf(type, number)
  return born !== null && born <= today
}

/** Whole years between two days (yyyy-mm-dd). */
export const ageOn = (born: string, day: string): number =>
  Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0)

/** 3101**********2417: enough to know one's own by. */
export const maskNumber = (number: string): string => {
  const shown = number.length >= 12 ? 4 : 2
  return `${number.slice(0, shown)}${'*'.repeat(number.length - 2 * shown)}${number.slice(-shown)}`
}

/** Tells whether two numbers are the same without keeping either: a keyed hash, since all numbers could be tried against a plain one. */
export const numberFingerprint = (secret: string, type: DocumentType, number: string): Buffer =>
  createHmac('sha256', secret).update(`identity document number ${type} ${number}`).digest()
