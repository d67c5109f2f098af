import { z } from 'zod'
import { definePolicy, MINUTE } from '../../platform/index.ts'

export const resetPolicy = definePolicy(
  'identity.reset',
  z.strictObject({
    /** How long the link in the e-mail is good, and a code that was entered right while the new password is chosen. */
    link_ms: z
      .int()
      .min(1)
      .default(30 * MINUTE),
    /** Wrong codes, and wrong second factors, that one reset forgives. */
    tries: z.int().min(1).default(5),
    factor_tries: z.int().min(1).default(5),
  }),
)
