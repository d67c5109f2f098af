import type { Diagnosis, Payment } from '@topay/contract'
import type { Target } from '../../navigation.tsx'
import { paths } from '../../paths.ts'

type Step = NonNullable<Diagnosis['next_step']>

/** What a step of the failure taxonomy does in this app: opens a page, looks again, or opens a chat. */
export type StepPlan = { kind: 'go'; target: Target } | { kind: 'look_again' } | { kind: 'help' }

/**
 * Turns a step into something to press. Every action of the taxonomy leads somewhere: what the app cannot do by itself
 * yet goes to official support, with the payment at hand.
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
    case 'switch_method':
    case 'other_card':
    case 'pay_balance':
      return { kind: 'go', target: paths.checkout(order) }
    case 'bind_card':
    case 'update_card':
      return { kind: 'go', target: paths.addCard(order) }
    case 'set_payment_password':
      return { kind: 'go', target: paths.payPassword(order) }
    case 'new_order':
      return { kind: 'go', target: paths.merchant(payment.order.merchant.id) }
    case 'show_payment':
    case 'order_status':
      return paidBy !== null && paidBy !== payment.id
        ? { kind: 'go', target: paths.payment(paidBy) }
        : { kind: 'look_again' }
    case 'live_status':
    case 'open_prompt':
    case 'network_test':
    case 'countdown':
    case 'notify_me':
      return { kind: 'look_again' }
    default:
      return { kind: 'help' }
  }
}

/** Which look the verdict has: jade when money is where it should be, amber while it is held or not known. */
export const verdictTone = (money: Diagnosis['money']): 'ok' | 'wait' =>
  money === 'held' || money === 'checking' ? 'wait' : 'ok'
