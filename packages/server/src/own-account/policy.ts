import { z } from 'zod'
import { DAY, definePolicy, HOUR } from '../platform/index.ts'

const ms = (standard: number) => z.int().min(1).default(standard)

export const ownDataPolicy = definePolicy(
  'own_account.data',
  z.strictObject({
    /** How long the file of an export can be downloaded. */
    export_life_ms: ms(7 * DAY),
    /** An export that takes longer has failed. */
    export_stuck_ms: ms(2 * HOUR),
    /** What is kept of a closed account: books and identity five years, conversations three. */
    keep_books_ms: ms(5 * 365 * DAY),
    keep_identity_ms: ms(5 * 365 * DAY),
    keep_cases_ms: ms(3 * 365 * DAY),
  }),
)
