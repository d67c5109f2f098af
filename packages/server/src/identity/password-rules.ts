import { dictionary } from '@zxcvbn-ts/language-common'
import { AppError } from '../platform/index.ts'

const MIN = 8

/** The most used passwords of public breaches; those that are shorter than ours may be anyway. */
const common = new Set(dictionary['passwords-common'].filter((password) => password.length >= MIN))

/** Words of this place: a password of nothing else but these, digits and signs is guessed first. docs/security.md names them too. */
const ofThisPlace = /^(?:topay|wallet|payment|password|admin|support|支付|钱包|密码|客服)+$/

/** One short piece over and over: 88888888, abababab, abcdabcd. */
const repeats = (text: string): boolean =>
  [1, 2, 3, 4].some((period) => text === text.slice(0, period).repeat(text.length).slice(0, text.length))

/** Each character one after, or one before, the character to its left. Digits go round: 8901. */
const isSequence = (text: string): boolean => {
  const round = /^\d+$/.test(text)
  const step = (i: number): number => {
    const difference = text.charCodeAt(i) - text.charCodeAt(i - 1)
    return round ? (difference + 10) % 10 : difference
  }
  const up = 1
  const down = round ? 9 : -1
  const steps = Array.from({ length: text.length - 1 }, (_, i) => step(i + 1))
  return steps.every((each) => each === up) || steps.every((each) => each === down)
}

/**
 * Refuses a password that is easily guessed: among the most used ones, only words of this place, one piece repeated, a sequence, or what is known of the person (`own`: their name,
 * address ...) and nothing more. No rules of composition (OWASP ASVS 5.0, 6.2). Throws PASSWORD_WEAK.
 */
export const requireStrongPassword = (password: string, own: readonly string[] = []): void => {
  const plain = password.normalize('NFKC').toLowerCase()
  const known = own.flatMap((text) => [text, text.split('@')[0] ?? '', text.replace(/^\+86/, '')])
  const guessed = known.some((text) => text !== '' && plain === text.normalize('NFKC').toLowerCase())
  if (
    common.has(plain) ||
    ofThisPlace.test(plain.replaceAll(/[^\p{L}]/gu, '')) ||
    repeats(plain) ||
    isSequence(plain) ||
    guessed
  )
    throw new AppError('PASSWORD_WEAK', { fields: [{ path: 'password', message: 'too easily guessed' }] })
}

/** Six digits that read as a date, year first, as birthdays are written in Chinese: 900214. */
const isBirthday = (digits: string): boolean => {
  const month = Number(digits.slice(2, 4))
  const day = Number(digits.slice(4))
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

/** Pairs side by side: 112233. */
const isPairs = (digits: string): boolean => /^(\d)\1(\d)\2(\d)\3$/.test(digits)

/**
 * Refuses a payment password (six digits) that is easily guessed: a sequence, a repeated piece, pairs, fewer than three different digits, a birthday, or
 * the end of the customer's own phone number. Throws PAYMENT_PASSWORD_WEAK.
 */
export const requireStrongPaymentPassword = (digits: string, phone: string | null): void => {
  const weak =
    isSequence(digits) ||
    repeats(digits) ||
    isPairs(digits) ||
    new Set(digits).size < 3 ||
    isBirthday(digits) ||
    phone?.endsWith(digits) === true
  if (weak) throw new AppError('PAYMENT_PASSWORD_WEAK')
}
