import type { Request } from '../src/prepare.ts'
import type { TransferInput } from '../src/types.ts'

/** Wallets of the drill; the money comes from `bank`, and half of it goes to `hot`. */
export const WALLETS = Array.from({ length: 20 }, (_, index) => `wallet ${index}`)

/**
 * The request with this number, always the same: after a crash it is sent again, and must be recognised.
 * A mix of transfers of one and two legs, holds, captures, releases, reversals, and some that must be refused.
 */
export function requestOf(number: number): Request {
  const random = generator(number)
  const pick = (list: readonly string[]) => list[random(list.length)] ?? 'nobody'
  const id = idOf(number)
  const from = pick(WALLETS)
  const to = random(2) === 0 ? 'hot' : pick(WALLETS.filter((wallet) => wallet !== from))
  const legs = [{ debit_account: from, credit_account: to, amount: 1 + random(50) }]
  const input: TransferInput = { id, kind: 'drill', legs }
  const earlier = idOf(Math.max(0, number - 1 - random(40)))
  const dice = random(100)
  if (dice < 40) return { op: 'transfer', input }
  if (dice < 50) {
    const fee = { debit_account: to, credit_account: 'fees', amount: 1 }
    return { op: 'transfer', input: { ...input, legs: [...legs, fee] } }
  }
  if (dice < 53) return { op: 'transfer', input: { ...input, legs: [{ ...legs[0], amount: 10 ** 12 }] as typeof legs } }
  if (dice < 75) return { op: 'hold', input }
  if (dice < 90) return { op: 'capture', input: { id, kind: 'drill', hold_id: earlier } }
  if (dice < 95) return { op: 'release', input: { id, kind: 'drill', hold_id: earlier } }
  return { op: 'reverse', input: { id, transfer_id: earlier } }
}

/** The id of the request with this number. */
export function idOf(number: number): string {
  return `drill ${String(number).padStart(9, '0')}`
}

/** A small pseudo-random generator (mulberry32): the same numbers for the same seed. */
export function generator(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
