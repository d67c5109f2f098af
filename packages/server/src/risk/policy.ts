import { z } from 'zod'
import { definePolicy, MINUTE } from '../platform/index.ts'

/** When so many payments and transfers of one customer are refused in a row of minutes that it looks like somebody trying things out. */
export const riskPolicy = definePolicy(
  'risk',
  z.object({
    refused_limit: z.int().min(1).default(10),
    refused_window_ms: z
      .int()
      .min(1)
      .default(10 * MINUTE),
  }),
)
