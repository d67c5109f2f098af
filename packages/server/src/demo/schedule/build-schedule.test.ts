import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failures } from '@topay/contract'
import { DAY, HOUR, MINUTE } from '../../platform/index.ts'
import { customers } from '../data/customers.ts'
import { merchants } from '../data/merchants.ts'
import { staff } from '../data/staff.ts'
import { stories } from '../data/stories.ts'
import type { Scheduled } from './actions.ts'
import { buildSchedule } from './build-schedule.ts'
import { dayStart } from './china-day.ts'

const NOW = Date.parse('2026-11-24T06:50:00.000Z')
const schedule = buildSchedule(NOW)

type Of<Kind extends Scheduled['do']> = Scheduled & { do: Kind }
const all = <Kind extends Scheduled['do']>(kind: Kind, of = schedule): Of<Kind>[] =>
  of.filter((action): action is Of<Kind> => action.do === kind)

/** What the cases of a schedule come to: state, who has it, whether it was rated or reopened, since when the customer waits. */
const outcomes = (of: Scheduled[]) => {
  const cases = new Map<
    string,
    { status: string; assigned: boolean; rated: boolean; reopened: boolean; waiting: number | null }
  >()
  for (const action of of) {
    if (action.do === 'open_case') {
      cases.set(action.case, { status: 'open', assigned: false, rated: false, reopened: false, waiting: action.at })
      continue
    }
    const found = 'case' in action ? cases.get(action.case) : undefined
    if (!found) continue
    if (action.do === 'assign') found.assigned = true
    if (action.do === 'wait') Object.assign(found, { status: 'waiting_customer', waiting: null })
    if (action.do === 'close') Object.assign(found, { status: 'closed', waiting: null })
    if (action.do === 'reply') found.waiting = null
    if (action.do === 'rate') found.rated = true
    if (action.do === 'say') {
      found.reopened ||= found.status === 'closed'
      Object.assign(found, { status: 'open', waiting: found.waiting ?? action.at })
    }
  }
  return [...cases.values()]
}

describe('the demo world', () => {
  it('has 40 customers, 12 merchants of 12 kinds with 3 or 4 offers each, 5 agents, 2 supervisors, 1 administrator', () => {
    assert.equal(all('join').length, 40)
    assert.equal(new Set(Object.values(customers).map(({ email }) => email)).size, 40)
    assert.equal(new Set(Object.values(merchants).map(({ category }) => category)).size, 12)
    for (const { offers } of Object.values(merchants)) assert.ok([3, 4].includes(Object.keys(offers).length))
    const roles = Object.values(staff).map(({ roles: [first] }) => first)
    assert.deepEqual(
      ['agent', 'supervisor', 'admin'].map((role) => roles.filter((held) => held === role).length),
      [5, 2, 1],
    )
  })

  it('is the same world for the same seed and moment, and another one for another seed', () => {
    assert.deepEqual(buildSchedule(NOW), schedule)
    assert.notDeepEqual(buildSchedule(NOW, 'other'), schedule)
  })

  it('has the same past at every moment of a day: what the day brings is only added to it', () => {
    const past = (of: Scheduled[]) =>
      of.filter((action) => action.at < dayStart(NOW, 3) && ['order', 'pay', 'top_up', 'reply'].includes(action.do))
    assert.deepEqual(past(buildSchedule(NOW - 5 * HOUR)), past(schedule))
  })

  it('goes forward in time, spans six months and holds nothing in the future, whenever it is built', () => {
    for (let i = 0; i < 40; i++) {
      const now = NOW + i * (16 * DAY + 7 * HOUR + 13 * MINUTE)
      const times = buildSchedule(now).map(({ at }) => at)
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      assert.ok((times[0] ?? now) < now - 180 * DAY)
      assert.ok((times.at(-1) ?? now) <= now)
    }
  })

  it('has 60 cases: 7 nobody took, 12 open with an agent (3 of them reopened), 6 waiting for the customer, 25 closed and rated, 10 closed', () => {
    const cases = outcomes(schedule)
    assert.equal(cases.length, 60)
    const count = (test: (of: (typeof cases)[number]) => boolean): number => cases.filter(test).length
    assert.equal(
      count(({ status, assigned }) => status === 'open' && !assigned),
      7,
    )
    assert.equal(
      count(({ status, assigned }) => status === 'open' && assigned),
      12,
    )
    assert.equal(
      count(({ status, reopened }) => status === 'open' && reopened),
      3,
    )
    assert.equal(
      count(({ status }) => status === 'waiting_customer'),
      6,
    )
    assert.equal(
      count(({ status, rated }) => status === 'closed' && rated),
      25,
    )
    assert.equal(
      count(({ status, rated }) => status === 'closed' && !rated),
      10,
    )
    assert.deepEqual([...new Set(stories.map(({ topic }) => topic))].toSorted(), [
      'account',
      'other',
      'payment',
      'refund',
      'security',
    ])
    assert.deepEqual([...new Set(all('rate').map(({ score }) => score))].toSorted(), [1, 2, 3, 4, 5])
  })

  it('opens with an inbox that is being worked on: most waits are minutes, one is about an hour, none is longer', () => {
    const waits = outcomes(schedule)
      .flatMap(({ waiting }) => (waiting === null ? [] : [(NOW - waiting) / MINUTE]))
      .toSorted((a, b) => b - a)
    assert.ok(waits.length >= 12)
    const [longest = 0, second = 0] = waits
    assert.ok(longest > 55 && longest < 75)
    assert.ok(second < 40)
  })

  it('fails payments in at least 15 ways of the taxonomy', () => {
    const codes = new Set(all('pay').flatMap(({ expect }) => (expect in failures ? [expect] : [])))
    assert.ok(codes.size >= 15, [...codes].join(' '))
    assert.ok(all('pay').some(({ expect }) => expect === 'unknown'))
  })

  it('never lets a balance go below zero, and fails for want of balance only who has too little', () => {
    const balances = new Map<string, number>()
    const change = (customer: string, by: number) => balances.set(customer, (balances.get(customer) ?? 0) + by)
    const amounts = new Map(all('order').map(({ name, amount }) => [name, amount]))
    const topUps = new Map(all('top_up').map((action) => [action.name, action]))
    for (const action of schedule) {
      const credit =
        action.do === 'top_up' ? action : action.do === 'settle_top_up' ? topUps.get(action.name) : undefined
      if (credit && (action.do === 'top_up' || action.do === 'settle_top_up') && action.expect === 'succeeded')
        change(credit.customer, credit.amount)
      if (action.do === 'return_withdrawal') change(action.customer, action.amount)
      if (action.do === 'withdraw' || action.do === 'transfer') {
        change(action.customer, -action.amount)
        assert.ok((balances.get(action.customer) ?? 0) >= 0, action.name)
        if (action.do === 'transfer') change(action.to, action.amount)
      }
      if (action.do !== 'pay' || action.by !== 'balance') continue
      const balance = balances.get(action.customer) ?? 0
      const amount = amounts.get(action.order) ?? Number.NaN
      if (action.expect === 'succeeded') balances.set(action.customer, balance - amount)
      assert.ok(action.expect === 'succeeded' ? balance >= amount : true, action.name)
      assert.ok(action.expect === 'BAL_WALLET' ? balance < amount : true, action.name)
    }
    // What the visitor finds: the coat is short of exactly ¥86.00.
    assert.equal(balances.get('siyuan'), 158_000 - 8_600)
  })
})

describe('the words of the demo world', () => {
  const said = [...all('reply'), ...all('say'), ...all('open_case'), ...all('note')].map(({ text }) => text)

  it('have every fact filled in', () => {
    for (const text of said) assert.doesNotMatch(text, /[{}]|undefined|NaN/)
  })

  it('of agents are in the voice of the house: no exclamation marks, no 亲, no 你, no "soon"', () => {
    for (const { text } of all('reply')) assert.doesNotMatch(text, /[！!]|亲|你|稍后|尽快|耐心|\bsoon\b/i)
  })

  it('of agents say about a payment that failed first where the money is', () => {
    const failed = new Map(
      all('open_case').flatMap(({ case: name, payment }) => {
        const attempt = all('pay').find((action) => action.name === payment)
        return attempt && attempt.expect !== 'succeeded' ? [[name, attempt.expect] as const] : []
      }),
    )
    for (const name of failed.keys()) {
      const first = all('reply').find((action) => action.case === name)
      if (first)
        assert.match(
          first.text.slice(0, 40),
          /没有(被)?扣|钱没有动|一份都没有扣|只扣了一份|请先别再付|not charged/i,
          first.text,
        )
    }
  })
})
