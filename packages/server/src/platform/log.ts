import { type Logger, pino } from 'pino'

export type Log = Logger

/** Paths that never reach the log, whatever is logged. */
const secrets = [
  'password',
  'payment_password',
  'current_payment_password',
  'token',
  'setup_token',
  'code',
  'number',
  'authorization',
  'cookie',
  'set-cookie',
].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

const cardNumber = /\b(?:\d[ -]?){13,19}\b/g

const luhn = (digits: string): boolean => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}

/** Replaces what looks like a card number (13 to 19 digits that pass the Luhn check) by its last four digits. */
export const redactCardNumbers = (text: string): string =>
  text.replace(cardNumber, (match) => {
    const digits = match.replace(/\D/g, '')
    return luhn(digits) ? `[card …${digits.slice(-4)}]` : match
  })

/** The log: JSON lines on stdout, or readable lines on a terminal. Secrets and card numbers are redacted. */
export const createLog = (options: { level: string; pretty?: boolean }): Log =>
  pino({
    level: options.level,
    base: null,
    redact: { paths: secrets, censor: '[redacted]' },
    hooks: {
      logMethod(args, method) {
        const masked = args.map((arg: unknown) => (typeof arg === 'string' ? redactCardNumbers(arg) : arg))
        method.apply(this, masked as Parameters<typeof method>)
      },
    },
    ...(options.pretty && {
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } },
    }),
  })
