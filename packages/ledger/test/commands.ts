import * as fc from 'fast-check'
import type { Request } from '../src/prepare.ts'
import type { Leg } from '../src/types.ts'

/** The accounts of one run: [name, type, currency, may it go below zero]. */
export const ACCOUNTS = [
  ['ann', 'customer_wallet', 'CNY', false],
  ['ben', 'customer_wallet', 'CNY', false],
  ['shop', 'merchant_balance', 'CNY', false],
  ['bank', 'bank_clearing', 'CNY', true],
  ['vault', 'bank_clearing', 'CNY', false],
  ['loss', 'compensation', 'CNY', false],
  ['ann usd', 'customer_wallet', 'USD', false],
  ['bank usd', 'bank_clearing', 'USD', true],
] as const

/** Something to do, not yet tied to a run: `of` picks one of the commands before it. */
export type Command =
  | { do: 'transfer' | 'hold'; legs: [number, number, number][]; lasts: number | null }
  | { do: 'capture' | 'reverse'; of: number; part: number[] | null; instead: number | null }
  | { do: 'release'; of: number }
  | { do: 'repeat' | 'alter'; of: number }
  | { do: 'wait'; ms: number }
  | { do: 'cut' }

/** What the accounts start with, so that most of what is tried is possible: [debited, credited, amount]. */
const FUNDS: [number, number, number][] = [
  [3, 0, 300],
  [3, 1, 200],
  [3, 2, 100],
  [4, 3, 200],
  [5, 3, 50],
  [7, 6, 200],
]

// mostly of one currency, now and then of the other one or unknown
const account = fc.oneof(
  { weight: 40, arbitrary: fc.nat({ max: 5 }) },
  { weight: 1, arbitrary: fc.nat({ max: ACCOUNTS.length }) },
)
// small enough to be possible, now and then absurd
const amount = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) },
)
const legs = fc.array(fc.tuple(account, account, amount), { minLength: 1, maxLength: 3 })
const of = fc.nat({ max: 1000 })

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('transfer' as const), legs, lasts: fc.constant(null) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('hold' as const), legs, lasts: fc.option(fc.integer({ min: 1, max: 50 })) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom('capture' as const, 'reverse' as const),
      of,
      part: fc.option(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 3 })),
      instead: fc.option(account, { freq: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), of }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('repeat' as const, 'alter' as const), of }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }) },
)

/** A list of commands; `cuts` also breaks the ledger's connections now and then. */
export function commands(options: { cuts: boolean }): fc.Arbitrary<Command[]> {
  const one = options.cuts
    ? fc.oneof({ weight: 12, arbitrary: command }, { weight: 1, arbitrary: fc.constant<Command>({ do: 'cut' }) })
    : command
  return fc.array(one, { minLength: 1, maxLength: 60, size: 'max' })
}

/** A command tied to a run: a request with its time, or something that happens around it. */
export type Step = { request: Request; at: number } | { wait_until: number } | 'cut'

/** Ties commands to a run: real ids, the clock, and targets that mostly make sense. */
export function stepsOf(list: readonly Command[], run: string, start: number): Step[] {
  const name = (index: number) => `${run} ${ACCOUNTS[index]?.[0] ?? 'nobody'}`
  const requests: Request[] = []
  const steps: Step[] = []
  let now = start
  const add = (request: Request) => {
    requests.push(request)
    steps.push({ request: { ...request, input: { ...request.input, at: new Date(now) } } as Request, at: now })
  }
  const makeLegs = (list: [number, number, number][]): Leg[] =>
    list.map(([from, to, amount]) => ({
      debit_account: name(from),
      credit_account: name(from === to ? (to + 1) % ACCOUNTS.length : to),
      amount,
    }))
  const legCount = (request: Request): number => {
    if ('legs' in request.input) return request.input.legs.length
    const target = 'hold_id' in request.input ? request.input.hold_id : request.input.transfer_id
    const found = requests.find(({ input }) => input.id === target)
    return found ? legCount(found) : 1
  }
  for (const [index, funds] of FUNDS.entries()) {
    add({ op: 'transfer', input: { id: `${run} funds ${index}`, kind: 'k', legs: makeLegs([funds]) } })
  }
  for (const [index, item] of list.entries()) {
    const id = `${run} ${index}`
    const wanted = 'of' in item ? candidates(item.do, requests) : []
    const picked = 'of' in item ? wanted[item.of % Math.max(wanted.length, 1)] : undefined
    switch (item.do) {
      case 'wait':
        now += item.ms
        steps.push({ wait_until: now })
        break
      case 'cut':
        steps.push('cut')
        break
      case 'transfer':
        add({ op: 'transfer', input: { id, kind: 'k', legs: makeLegs(item.legs) } })
        break
      case 'hold': {
        const expires = item.lasts === null ? {} : { expires_at: new Date(now + item.lasts) }
        add({ op: 'hold', input: { id, kind: 'k', legs: makeLegs(item.legs), ...expires } })
        break
      }
      case 'repeat':
        if (picked) add(picked)
        break
      case 'alter':
        if (picked) add({ ...picked, input: { ...picked.input, kind: 'altered' } } as Request)
        break
      case 'release':
        add({ op: 'release', input: { id, kind: 'k', hold_id: picked?.input.id ?? `${run} none` } })
        break
      case 'capture':
      case 'reverse': {
        const target = picked?.input.id ?? `${run} none`
        const amounts = item.part?.slice(0, picked ? legCount(picked) : 1)
        const part = amounts?.some((value) => value > 0) ? { amounts } : {}
        if (item.do === 'capture') add({ op: 'capture', input: { id, kind: 'k', hold_id: target, ...part } })
        else {
          const instead = item.instead === null ? {} : { debit_account: name(item.instead) }
          add({ op: 'reverse', input: { id, kind: 'k', transfer_id: target, ...part, ...instead } })
        }
      }
    }
  }
  return steps
}

// Mostly what the command is meant for, with wrong targets mixed in.
function candidates(what: Command['do'], requests: Request[]): Request[] {
  if (what === 'repeat' || what === 'alter') return requests
  const fitting = requests.filter(({ op }) =>
    what === 'reverse' ? ['transfer', 'capture', 'reverse'].includes(op) : op === 'hold',
  )
  return requests.length % 5 === 0 ? requests : fitting
}
