import { describe } from 'node:test'

import { servesWithPostgres } from '../support/other-postgres.ts'

// The newest here, since it is at hand; the older ones are fetched and tried by `npm run check:environments`.
describe('DATABASE_URL', () => {
  servesWithPostgres(18)
})
