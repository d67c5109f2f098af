import type { PaymentMethod } from '@topay/contract'

/** A way to pay: the balance, balance first and the rest by card, or the id of a card. */
export type Way = 'balance' | 'mix' | `card_${string}`

/** What a way means on the wire. `restCard`: the card that a mixed payment takes the rest from. */
export const methodOf = (way: Way, restCard: string | undefined): PaymentMethod => {
  if (way === 'balance') return { type: 'balance' }
  if (way !== 'mix') return { type: 'card', card_id: way }
  return restCard === undefined ? { type: 'balance' } : { type: 'balance_and_card', card_id: restCard }
}

/**
 * What is picked when nobody has: what the address asks for, else the balance; somebody sent to pay by card starts with
 * the card that is offered first. Nobody is put on a card, or on two sources, without having said so.
 */
export const defaultWay = (
  amount: number,
  balance: number,
  cards: readonly { id: string }[],
  wanted: 'balance' | 'card' | undefined,
): Way => {
  const first = cards[0]?.id as Way | undefined
  if (wanted === 'card') return first ?? 'balance'
  if (wanted === 'balance' || balance >= amount) return 'balance'
  // An empty balance pays nothing: the first card is the only way that works as it is.
  return balance === 0 ? (first ?? 'balance') : 'balance'
}
