import { HOUR } from '../platform/index.ts'

/** The numbers of staff accounts in one place. Times in ms. */
export const policy = { session: { life: 8 * HOUR } } as const
