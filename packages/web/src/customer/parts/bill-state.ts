import type { Transaction } from '@topay/contract'
import type { Tone } from '#shared/ui/tone.ts'

/** How a bill shows: which sign its amount has, and the words below it, as a key of `bill`. */
export type BillState = {
  direction: 'in' | 'out' | 'none'
  words:
    | 'failedPay'
    | 'failedHeld'
    | 'failedTopUp'
    | 'failedMove'
    | 'failedReturning'
    | 'failedReturned'
    | 'returned'
    | 'checking'
    | 'pending'
    | null
  tone: Tone
}

/** Failures after which the money is held, not free (the `money_moved` column of the taxonomy). */
const HELD = new Set<string>(['RISK_REVIEW'])

const FAILED: Partial<Record<Transaction['kind'], BillState['words']>> = { payment: 'failedPay', top_up: 'failedTopUp' }

/**
 * A bill that moved money has a sign and needs no words; one that did not has no sign, and words that say where the
 * money is. Waiting is amber, never red.
 */
export const billState = (
  bill: Pick<Transaction, 'kind' | 'direction' | 'status' | 'failure_code' | 'money_back'>,
): BillState => {
  switch (bill.status) {
    case 'succeeded':
      return { direction: bill.direction, words: null, tone: 'neutral' }
    case 'pending':
      return { direction: 'none', words: 'pending', tone: 'wait' }
    case 'unknown':
      return { direction: 'none', words: 'checking', tone: 'wait' }
    case 'failed':
      if (bill.money_back === 'returning') return { direction: 'none', words: 'failedReturning', tone: 'wait' }
      if (bill.money_back === 'returned') return { direction: 'none', words: 'failedReturned', tone: 'neutral' }
      if (bill.failure_code !== null && HELD.has(bill.failure_code)) {
        return { direction: 'none', words: 'failedHeld', tone: 'wait' }
      }
      return { direction: 'none', words: FAILED[bill.kind] ?? 'failedMove', tone: 'neutral' }
    case 'returned':
      return { direction: 'none', words: 'returned', tone: 'neutral' }
  }
}
