import { describe } from 'node:test'

import { servesWithPostgres } from '../support/other-postgres.ts'

describe('DATABASE_URL', () => {
  for (const major of [15, 16, 17] as const) servesWithPostgres(major)
})
