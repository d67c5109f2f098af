import { type Currency, type FailureCode, type LimitFacts, money, type Money, refusalFacts } from '@topay/contract'
import { z } from 'zod'
import type { Authorisation } from '../identity/index.ts'

/** Why an operation is refused, with the facts that go with the code. Amounts in minor units of the operation's currency, times RFC 3339. */
export type Refusal = {
  failure_code: FailureCode
  /** Where the money is all the same; left out: certainly nothing moved. */
  money_moved?: 'no' | 'yes' | 'held' | 'unknown'
  shortfall?: number
  tries_left?: number
  locked_until?: string
  limit?: LimitFacts
  bank_code?: string | null
  bank_message?: string | null
}

/** What goes to the wire with a failure code. */
export type RefusalFacts = {
  failure_code: FailureCode | null
  shortfall: Money | null
  tries_left: number | null
  locked_until: string | null
  limit: LimitFacts | null
}

/** What a check of the payment password and the second factor forbids; null when both were right. */
export const refusalOfAuthorisation = (check: Authorisation): Refusal | null => {
  switch (check.result) {
    case 'ok':
      return null
    case 'unset':
      return { failure_code: 'SEC_PIN_UNSET' }
    case 'wrong':
      return { failure_code: 'SEC_PIN_WRONG', tries_left: check.tries_left }
    case 'locked':
      return { failure_code: 'SEC_PIN_LOCK', locked_until: check.until }
    case 'code_wrong':
      return { failure_code: 'SEC_2FA_FAIL', tries_left: check.tries_left }
  }
}

/** The facts of a refusal as the contract has them; all null when nothing was refused. */
export const refusalFactsOf = (refusal: Refusal | null, currency: Currency): RefusalFacts => ({
  failure_code: refusal?.failure_code ?? null,
  shortfall: refusal?.shortfall === undefined ? null : money(refusal.shortfall, currency),
  tries_left: refusal?.tries_left ?? null,
  locked_until: refusal?.locked_until ?? null,
  limit: refusal?.limit ?? null,
})

const Kept = z.strictObject(refusalFacts).omit({ failure_code: true })

/** What is kept of a refusal beside its code, as JSON; null when nothing was refused. */
export const keptRefusal = (refusal: Refusal | null, currency: Currency): string | null => {
  if (!refusal) return null
  const { failure_code: _, ...facts } = refusalFactsOf(refusal, currency)
  return JSON.stringify(facts)
}

/** The facts of a stored row for the wire. */
export const factsOfRow = (row: {
  failure_code: FailureCode | null
  refusal: unknown
  currency: Currency
}): RefusalFacts => ({
  ...refusalFactsOf(null, row.currency),
  ...(row.refusal !== null && Kept.parse(row.refusal)),
  failure_code: row.failure_code,
})
