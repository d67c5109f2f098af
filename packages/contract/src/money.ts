import { z } from 'zod'

/** Currencies Topay keeps books in, with the number of minor-unit digits (ISO 4217). */
export const currencies = { CNY: 2, USD: 2 } as const
export type Currency = keyof typeof currencies

/** Largest amount accepted anywhere, in minor units: 10 billion yuan, far inside the safe integers. */
export const MAX_AMOUNT = 1_000_000_000_000

const currency = z.enum(['CNY', 'USD'])
const minorUnits = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT)

/** Money on the wire: `amount` is an integer in minor units (fen, cents), never a float. May be zero or negative. */
export const Money = z
  .strictObject({ amount: minorUnits, currency })
  .meta({ id: 'Money', description: 'An amount in minor units (1999 = ¥19.99). Never a float.' })
export type Money = z.infer<typeof Money>

/** Money that a caller asks to move: at least one minor unit. */
export const PositiveMoney = z
  .strictObject({ amount: z.int().min(1).max(MAX_AMOUNT), currency })
  .meta({ id: 'PositiveMoney', description: 'An amount of at least one minor unit.' })

/** Builds a Money value; `amount` in minor units. */
export const money = (amount: number, currencyCode: Currency = 'CNY'): Money => ({ amount, currency: currencyCode })
