import type { Request } from '../src/prepare.ts'
import type { Leg } from '../src/types.ts'

// A second ledger, as simple as can be: plain objects, one operation at a time, nothing stored twice. It shares no code
// with the real one, which must give the same answer to every operation.

type Account = { debit: boolean; free: boolean; currency: string; balance: number; held: number; version: number }
type Reserved = { account: string; amount: number }
type Record = {
  op: Request['op']
  content: string
  legs: Leg[]
  target: string | null
  refusal: string | null
  expires: number
  reserved: Reserved[]
  ended: 'HOLD_CAPTURED' | 'HOLD_RELEASED' | 'HOLD_EXPIRED' | null
}

/** What the ledger should answer: null when it applies, else the code. */
export type Expected = { code: string | null; replayed: boolean }

const MOST = Number.MAX_SAFE_INTEGER

export function createOracle(options: { remembers_refusals: boolean }) {
  const accounts = new Map<string, Account>()
  const records = new Map<string, Record>()

  function open(id: string, debit: boolean, free: boolean, currency: string): void {
    accounts.set(id, { debit, free, currency, balance: 0, held: 0, version: 0 })
  }

  function apply(request: Request, now: number): Expected {
    const { input, op } = request
    const target = 'hold_id' in input ? input.hold_id : 'transfer_id' in input ? input.transfer_id : null
    const found = target === null ? undefined : records.get(target)
    const legs = legsOf(request, found)
    const content = JSON.stringify([op, input.kind ?? null, target, legs])
    const before = records.get(input.id)
    if (before) {
      if (before.content !== content) return { code: 'ID_REUSED', replayed: false }
      return { code: before.refusal, replayed: true }
    }
    const record: Record = { op, content, legs, target, refusal: null, expires: Infinity, reserved: [], ended: null }
    if (op === 'hold' && input.expires_at !== undefined) record.expires = new Date(input.expires_at).getTime()
    const code = refusalOfTarget(request, found, legs, now) ?? run(record, found, now)
    record.refusal = code
    if (code === null || options.remembers_refusals) records.set(input.id, record)
    if (code === null && found && op === 'capture') found.ended = 'HOLD_CAPTURED'
    if (code === null && found && op === 'release') found.ended = 'HOLD_RELEASED'
    return { code, replayed: false }
  }

  /** Ends the holds that ran out, on any of these accounts or everywhere. */
  function sweep(now: number, only?: Set<string>): void {
    for (const record of records.values()) {
      if (!isOpen(record) || record.expires > now) continue
      if (record.reserved.length === 0) continue
      if (only && !record.reserved.some(({ account }) => only.has(account))) continue
      record.ended = 'HOLD_EXPIRED'
      for (const { account, amount } of record.reserved) change(account, 0, -amount)
    }
  }

  function run(record: Record, hold: Record | undefined, now: number): string | null {
    const code = tryLegs(record, hold, now)
    if (code !== 'swept') return code
    sweep(now, new Set(record.legs.flatMap((leg) => [leg.debit_account, leg.credit_account])))
    return tryLegs(record, hold, now)
  }

  function tryLegs(record: Record, hold: Record | undefined, now: number): string | null {
    const saved = new Map([...accounts].map(([id, account]) => [id, { ...account }]))
    const undo = (code: string) => {
      for (const [id, account] of saved) accounts.set(id, account)
      record.reserved = []
      return code
    }
    for (const [index, leg] of record.legs.entries()) {
      const debit = accounts.get(leg.debit_account)
      const credit = accounts.get(leg.credit_account)
      if (!debit || !credit) return undo('ACCOUNT_NOT_FOUND')
      if (debit.currency !== credit.currency) return undo('CURRENCY_MISMATCH')
      for (const side of ['debit', 'credit'] as const) {
        const id = side === 'debit' ? leg.debit_account : leg.credit_account
        const account = accounts.get(id)
        if (!account) throw new Error('unreachable')
        const rises = account.debit === (side === 'debit')
        const ends = record.op === 'capture' || record.op === 'release'
        const held = record.op === 'hold' ? leg.amount : ends ? -(hold?.legs[index]?.amount ?? 0) : 0
        const heldChange = rises ? 0 : held
        const moved = record.op === 'hold' ? 0 : rises ? leg.amount : -leg.amount
        if (moved === 0 && heldChange === 0) continue
        const balance = account.balance + moved
        const available = balance - account.held - heldChange
        if (!rises && !account.free && available < 0) {
          return undo(available + expiredOn(id, now, hold) >= 0 ? 'swept' : 'INSUFFICIENT_FUNDS')
        }
        if (Math.abs(balance) > MOST || account.held + heldChange > MOST) return undo('BALANCE_LIMIT')
        change(id, moved, heldChange)
        if (record.op === 'hold') record.reserved.push({ account: id, amount: heldChange })
      }
    }
    return null
  }

  function change(id: string, moved: number, held: number): void {
    const account = accounts.get(id)
    if (!account) throw new Error(`no account ${id}`)
    account.balance += moved
    account.held += held
    account.version += 1
  }

  function expiredOn(id: string, now: number, except: Record | undefined): number {
    let sum = 0
    for (const record of records.values()) {
      if (!isOpen(record) || record.expires > now || record === except) continue
      for (const reserved of record.reserved) if (reserved.account === id) sum += reserved.amount
    }
    return sum
  }

  function refusalOfTarget(request: Request, found: Record | undefined, legs: Leg[], now: number): string | null {
    switch (request.op) {
      case 'transfer':
      case 'hold':
        return null
      case 'reverse':
        if (!found || found.refusal) return 'TRANSFER_NOT_FOUND'
        if (!['transfer', 'capture', 'reverse'].includes(found.op)) return 'NOT_REVERSIBLE'
        if (found.op === 'reverse' && records.get(found.target ?? '')?.op === 'reverse') return 'NOT_REVERSIBLE'
        return legs.toReversed().some(({ amount }, index) => amount > left(request.input.transfer_id, index))
          ? 'REVERSAL_TOO_LARGE'
          : null
      case 'capture':
      case 'release':
      case 'expire':
        if (!found || found.op !== 'hold' || found.refusal) return 'HOLD_NOT_FOUND'
        if (found.ended) return found.ended
        if (request.op === 'capture' && now >= found.expires) return 'HOLD_EXPIRED'
        return legs.some(({ amount }, index) => amount > (found.legs[index]?.amount ?? 0)) ? 'CAPTURE_TOO_LARGE' : null
    }
  }

  /** What is left to take back of one leg of an operation. */
  function left(id: string, index: number): number {
    const record = records.get(id)
    let amount = record?.legs[index]?.amount ?? 0
    for (const [other, reversal] of records) {
      if (reversal.op !== 'reverse' || reversal.target !== id || reversal.refusal) continue
      amount -= left(other, (record?.legs.length ?? 0) - 1 - index)
    }
    return amount
  }

  return { open, apply, sweep, accounts: accounts as ReadonlyMap<string, Account> }
}

function isOpen(record: Record): boolean {
  return record.op === 'hold' && record.refusal === null && record.ended === null
}

function legsOf(request: Request, target: Record | undefined): Leg[] {
  const { op, input } = request
  if (op === 'transfer' || op === 'hold') return input.legs
  if (!target || (op !== 'reverse' && target.op !== 'hold')) return []
  const legs = target.legs.map((leg, index) => ({ ...leg, amount: partOf(request, target.legs)[index] ?? 0 }))
  if (op !== 'reverse') return legs
  return legs
    .map((leg) => ({
      debit_account: input.debit_account ?? leg.credit_account,
      credit_account: input.credit_account ?? leg.debit_account,
      amount: leg.amount,
    }))
    .toReversed()
}

function partOf({ op, input }: Request, legs: Leg[]): number[] {
  if (op === 'release' || op === 'expire') return legs.map(() => 0)
  if ('amounts' in input && input.amounts) return input.amounts
  if ('amount' in input && input.amount !== undefined) return [input.amount]
  return legs.map(({ amount }) => amount)
}
