import type { Diagnosis, Payment } from '@topay/contract'
import type { Target } from '../../navigation.tsx'
import { paths } from '../../paths.ts'

type Step = NonNullable<Diagnosis['next_step']>

/** Matters of a payment that go to a person; each opens the case with words that are already written. */
export type AskFor = 'appeal' | 'report' | 'add_proof' | 'contact_merchant' | 'contact_support'

/** What a step of the failure taxonomy does in this app. */
export type StepPlan =
  | { kind: 'go'; target: Target }
  | { kind: 'look_again' }
  /** Be told when the maintenance is over. */
  | { kind: 'notify' }
  /** A case about this payment, filled in. */
  | { kind: 'ask'; about: AskFor }

/**
 * Turns a step into something to press. Every action of the taxonomy leads somewhere that works: a page of this app, the
 * network test, being told, or official support with the payment at hand.
 */
export const planOf = (
  step: Pick<Step, 'action' | 'amount'>,
  payment: Pick<Payment, 'order' | 'id'>,
  paidBy: string | null,
): StepPlan => {
  const order = payment.order.id
  switch (step.action) {
    case 'top_up':
      return { kind: 'go', target: paths.topUp({ ...(step.amount && { amount: step.amount.amount }), order }) }
    case 'retry':
    case 'pay_again':
      return { kind: 'go', target: paths.checkout(order) }
    case 'switch_method':
    case 'pay_balance':
      return { kind: 'go', target: paths.checkout(order, { method: 'balance' }) }
    case 'other_card':
      return { kind: 'go', target: paths.checkout(order, { method: 'card' }) }
    case 'step_up':
    case 'resend_code':
      return { kind: 'go', target: paths.checkout(order, { verify: true }) }
    case 'edit_limit':
      return { kind: 'go', target: paths.limits() }
    case 'bind_card':
    case 'update_card':
      return { kind: 'go', target: paths.addCard(order) }
    case 'set_payment_password':
      return { kind: 'go', target: paths.payPassword(order) }
    case 'new_order':
      return { kind: 'go', target: paths.merchant(payment.order.merchant.id) }
    case 'order_status':
      return {
        kind: 'go',
        target: paidBy !== null && paidBy !== payment.id ? paths.payment(paidBy) : paths.orderStatus(order),
      }
    case 'show_payment':
      return paidBy !== null && paidBy !== payment.id
        ? { kind: 'go', target: paths.payment(paidBy) }
        : { kind: 'look_again' }
    case 'network_test':
      return { kind: 'go', target: paths.network() }
    case 'view_hold':
      return { kind: 'go', target: paths.bills() }
    case 'notify_me':
      return { kind: 'notify' }
    case 'live_status':
    case 'open_prompt':
      return { kind: 'look_again' }
    case 'countdown':
      return { kind: 'go', target: paths.hold() }
    case 'verify_identity':
      return { kind: 'go', target: paths.verification() }
    case 'reset_payment_password':
      return { kind: 'go', target: paths.resetPayPassword() }
    case 'appeal':
    case 'report':
    case 'add_proof':
    case 'contact_merchant':
      return { kind: 'ask', about: step.action }
    default:
      return { kind: 'ask', about: 'contact_support' }
  }
}

/** Which look the verdict has: jade when money is where it should be, amber while it is held or not known. */
export const verdictTone = (money: Diagnosis['money']): 'ok' | 'wait' =>
  money === 'held' || money === 'checking' || money === 'returning' ? 'wait' : 'ok'
