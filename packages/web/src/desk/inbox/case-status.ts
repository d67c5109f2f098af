import type { DeskCase } from '@topay/contract'
import type { Tone } from '#shared/ui/tone.ts'

type Status = { tone: Tone; text: `status.${string}` }
type Card = NonNullable<DeskCase['payment']>

/** Where the money of a payment is, in one pill. */
export const moneyStatus = (card: Pick<Card, 'status' | 'money_moved'>) => {
  if (card.status === 'succeeded') return { tone: 'ok', text: 'status.paid' } as const satisfies Status
  if (card.money_moved === 'returning') return { tone: 'wait', text: 'status.returning' } as const satisfies Status
  if (card.money_moved === 'returned') return { tone: 'ok', text: 'status.returned' } as const satisfies Status
  if (card.money_moved === 'held') return { tone: 'wait', text: 'status.held' } as const satisfies Status
  if (card.status === 'unknown' || card.money_moved === 'unknown')
    return { tone: 'wait', text: 'status.checking' } as const satisfies Status
  if (card.status === 'pending') return { tone: 'wait', text: 'status.pending' } as const satisfies Status
  if (card.money_moved === 'yes') return { tone: 'wait', text: 'status.moved' } as const satisfies Status
  return { tone: 'ok', text: 'status.notCharged' } as const satisfies Status
}

/** The one pill that says most about a case: its own state when it is not simply open, else where the money is. */
export const caseStatus = (deskCase: Pick<DeskCase, 'status' | 'payment'>) => {
  if (deskCase.status === 'closed') return { tone: 'neutral', text: 'status.closed', icon: 'check' } as const
  if (deskCase.status === 'waiting_customer') return { tone: 'info', text: 'status.waitingCustomer' } as const
  if (deskCase.payment !== null) return moneyStatus(deskCase.payment)
  return { tone: 'wait', text: 'status.open' } as const
}
