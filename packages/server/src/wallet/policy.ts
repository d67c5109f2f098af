import { z } from 'zod'
import { DAY, definePolicy } from '../platform/index.ts'

const amount = (standard: number) => z.int().min(0).default(standard)
const count = (standard: number) => z.int().min(1).default(standard)
const ms = (standard: number) => z.int().min(1).default(standard)

/** How much may be paid and sent from the balance. Amounts in fen; days and years are those of China. */
export const limitPolicy = definePolicy(
  'wallet.limits',
  z.strictObject({
    /** Class I, in the life of the account; classes II and III in a year. */
    class_1_lifetime_amount: amount(100_000),
    class_2_year_amount: amount(10_000_000),
    class_3_year_amount: amount(20_000_000),
    /** A day, confirmed by the payment password alone, or with a second factor. */
    pin_day_amount: amount(100_000),
    second_factor_day_amount: amount(500_000),
  }),
)

export const withdrawalPolicy = definePolicy(
  'wallet.withdrawals',
  z.strictObject({
    /** What the payment password alone may take out in a day in China; a withdrawal with which it would be more takes a second factor. */
    second_factor_above_amount: amount(500_000),
    /** The first withdrawal to a card that was linked less long ago takes a second factor, whatever the amount. */
    fresh_card_ms: ms(DAY),
    /** By when the money is on the card, or back in the balance, at the latest. */
    arrives_within_ms: ms(DAY),
  }),
)

/** Searches for payees are few, or addresses could be tried one by one to learn who is a customer. */
export const payeePolicy = definePolicy(
  'wallet.payees',
  z.strictObject({
    misses_per_hour: count(20),
    lookups_per_day: count(200),
    /** Names that a payer may try for one payee on a day in China: beyond them none is compared, so that no name is found by trying. */
    name_misses_per_day: count(5),
  }),
)

export const moneyRequestPolicy = definePolicy(
  'wallet.money_requests',
  z.strictObject({
    /** Unanswered requests that one person may have with another. */
    open_per_pair: count(5),
    life_ms: ms(7 * DAY),
  }),
)
