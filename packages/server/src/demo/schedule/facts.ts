import { DAY, HOUR, MINUTE } from '../../platform/index.ts'
import type { LocalizedText } from '@topay/contract'
import { clockOf, dateOf } from './china-day.ts'

/** What texts of a story may name. Money in fen, times in ms. */
export type Facts = {
  amount: number
  at: number
  merchant?: LocalizedText
  item?: LocalizedText
  card?: LocalizedText
  /** What was missing, and what was there. */
  short?: number
  balance?: number
  /** Until when the order is held. */
  hold?: number
  /** Until when the payment password is locked. */
  locked?: number
}

/** ¥1,286.00 */
export const yuan = (fen: number): string =>
  `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

/**
 * A text with its facts filled in, as said at `at`. Throws for a fact that the story does not have: better here than in a customer's conversation.
 */
export const fill = (text: string, facts: Facts | undefined, at: number, english: boolean): string =>
  text.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const span = /^\+(\d+)([mhd])$/.exec(name)
    if (span) {
      const count = Number(span[1])
      if (span[2] === 'd') return dateOf(at + count * DAY, english)
      return clockOf(at + count * (span[2] === 'h' ? HOUR : MINUTE))
    }
    const value = facts?.[name === 'on' ? 'at' : (name as keyof Facts)]
    if (value === undefined) throw new Error(`no fact {${name}} for: ${text}`)
    if (typeof value !== 'number') return english ? value.en : value.zh
    if (name === 'on') return dateOf(value, english)
    return ['amount', 'short', 'balance'].includes(name) ? yuan(value) : clockOf(value)
  })
