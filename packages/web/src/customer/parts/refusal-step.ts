import type { LimitFacts, Money } from '@topay/contract'
import { failures, type FailureCode } from '@topay/contract/web'
import type { Target } from '../navigation.tsx'
import { paths } from '../paths.ts'

/** What was refused and the facts that go with it: a transfer or a withdrawal. */
export type Refused = {
  failure_code: FailureCode | null
  shortfall: Money | null
  locked_until: string | null
  limit: LimitFacts | null
}

/** Matters that go to a person, with words that are already written. */
export type AskFor = 'appeal' | 'report' | 'add_proof' | 'contact_support'

/** The step after a refusal: a page, a case with a person, or being told when it is back. `word` is a key of `refusal.step`. */
export type RefusalStep =
  | { kind: 'go'; word: string; target: Target; amount?: Money }
  | { kind: 'ask'; word: AskFor }
  | { kind: 'notify' }

/**
 * What works after a transfer or withdrawal was refused. `retry` is the page to try again on, with a second factor when
 * its argument is true. Times that must pass come back to the same page: the server says no until then.
 */
export const refusalStep = (refused: Refused, retry: (verify: boolean) => Target, isFrozen = false): RefusalStep => {
  const code = refused.failure_code
  if (code === 'RISK_ACCT' && isFrozen) return { kind: 'go', word: 'unfreeze', target: paths.frozen() }
  const action = code === null ? 'contact_support' : failures[code].action
  switch (action) {
    case 'top_up':
      return refused.shortfall
        ? {
            kind: 'go',
            word: 'top_up',
            amount: refused.shortfall,
            target: paths.topUp({ amount: refused.shortfall.amount }),
          }
        : { kind: 'go', word: 'top_up_plain', target: paths.topUp() }
    case 'step_up':
    case 'resend_code':
      return { kind: 'go', word: 'step_up', target: retry(true) }
    case 'edit_limit':
      return { kind: 'go', word: 'edit_limit', target: paths.limits() }
    case 'set_payment_password':
      return { kind: 'go', word: 'set_payment_password', target: paths.payPassword() }
    case 'bind_card':
    case 'update_card':
      return { kind: 'go', word: action, target: paths.addCard() }
    case 'other_card':
    case 'switch_method':
      return { kind: 'go', word: 'other_card', target: retry(false) }
    case 'check_name':
      return { kind: 'go', word: 'check_name', target: retry(false) }
    case 'network_test':
      return { kind: 'go', word: 'network_test', target: paths.network() }
    case 'notify_me':
      return { kind: 'notify' }
    case 'countdown':
      return { kind: 'go', word: 'countdown', target: paths.hold() }
    case 'verify_identity':
      return { kind: 'go', word: action, target: paths.verification() }
    case 'reset_payment_password':
      return { kind: 'go', word: action, target: paths.resetPayPassword() }
    case 'view_hold':
      return { kind: 'go', word: 'limits', target: paths.limits() }
    case 'appeal':
    case 'report':
    case 'add_proof':
      return { kind: 'ask', word: action }
    case 'retry':
    case 'new_order':
      return { kind: 'go', word: 'retry', target: retry(false) }
    default:
      return { kind: 'ask', word: 'contact_support' }
  }
}
