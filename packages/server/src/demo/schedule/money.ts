import { HOUR, MINUTE, SECOND } from '../../platform/index.ts'
import { banks } from '../../sandbox-bank/index.ts'
import { type CustomerKey, customers, type DemoCustomer } from '../data/customers.ts'
import { merchants, offerOf } from '../data/merchants.ts'
import { random } from '../random.ts'
import type { Expected, Scheduled } from './actions.ts'
import type { Facts } from './facts.ts'
import { type Buy, endingOf, type Plan } from './plan.ts'

/** How long the merchants hold an order. */
export const HELD = 30 * MINUTE
/** How long five wrong payment passwords lock it. */
const LOCKED = 3 * HOUR

type Person = { balance: number; last: number; orders: number; topUps: number }

/** Spending that makes a balance what a story needs, by how much it is (fen). */
const fillers = [
  { below: 9_000, merchant: 'banri', zh: '咖啡豆', en: 'Coffee beans' },
  { below: 40_000, merchant: 'qinghe', zh: '门店购物', en: 'Shopping at the store' },
  { below: 160_000, merchant: 'nanyu', zh: '定制窗帘尾款', en: 'Curtains made to measure, balance due' },
  { below: Infinity, merchant: 'yunzhan', zh: '家庭旅行尾款', en: 'Family trip, balance due' },
] as const

const hundreds = (fen: number): number => Math.ceil(fen / 10_000) * 10_000

/**
 * Walks through plans in order of time, keeps what everybody has, and writes the actions: a purchase that the balance cannot pay is topped up before it,
 * or fails first. Answers the facts of the payments and top-ups that stories are about.
 */
export const createMoney = (seed: string) => {
  const actions: Scheduled[] = []
  const people = new Map<CustomerKey, Person>()
  const facts = new Map<number, Facts>()
  const orders = new Map<number, { name: string; payments: number; amount: number }>()
  /** Names of the payments that stories are about. */
  const payments = new Map<number, string>()

  const personOf = (key: CustomerKey): Person => {
    const known = people.get(key)
    if (!known) throw new Error(`${key} has not signed up yet`)
    return known
  }
  const add = (customer: CustomerKey, action: Scheduled): void => {
    const person = personOf(customer)
    // What a balance allows is decided in the order of the plans; it must be the order of the actions, too.
    if (action.at < person.last) throw new Error(`${customer} does ${action.do} before what was decided earlier`)
    person.last = action.at
    actions.push(action)
  }
  const cardOf = (customer: CustomerKey, by: string): DemoCustomer['cards'][string] => {
    const found = (customers[customer] as DemoCustomer).cards[by]
    if (!found) throw new Error(`${customer} has no card ${by}`)
    return found
  }

  const topUp = (customer: CustomerKey, by: string, amount: number, at: number, expect: Expected = 'succeeded') => {
    const person = personOf(customer)
    const name = `${customer}.t${++person.topUps}`
    add(customer, { do: 'top_up', at, customer, card: by, amount, name, expect })
    if (expect === 'unknown') add(customer, { do: 'settle_top_up', at: at + 80 * SECOND, name, expect: 'succeeded' })
    if (expect === 'succeeded' || expect === 'unknown') person.balance += amount
  }
  /** Time for something that has to happen before `at`, after what the person did last. */
  const before = (customer: CustomerKey, at: number): number =>
    Math.max(personOf(customer).last + SECOND, at - 75 * SECOND)

  const ensure = (customer: CustomerKey, amount: number, at: number): void => {
    const missing = amount - personOf(customer).balance
    if (missing <= 0) return
    const spare = random(seed, customer, 'spare', String(at)).int(5, 40) * 1_000
    topUp(customer, 'main', hundreds(missing + spare), before(customer, at))
  }

  const order = (
    customer: CustomerKey,
    at: number,
    merchant: keyof typeof merchants,
    amount: number,
    title: { zh: string; en: string },
  ) => {
    const name = `${customer}.o${++personOf(customer).orders}`
    const description = customers[customer].locale === 'en' ? title.en : title.zh
    add(customer, { do: 'order', at, customer, merchant, name, amount, description })
    return { name, payments: 0, amount }
  }
  const pay = (
    customer: CustomerKey,
    of: { name: string; payments: number; amount: number },
    by: string,
    at: number,
    expect: Expected,
    how: { rightPassword?: boolean; live?: true } = {},
  ): string => {
    const name = `${of.name}.p${++of.payments}`
    add(customer, { do: 'pay', at, customer, order: of.name, by, name, rightPassword: true, expect, ...how })
    if (expect === 'succeeded' && by === 'balance') personOf(customer).balance -= of.amount
    if (expect === 'unknown') add(customer, { do: 'settle_payment', at: at + 80 * SECOND, name, expect: 'succeeded' })
    return name
  }

  /** A purchase of everyday life: succeeds in the end, whatever goes wrong first. */
  const buyAsUsual = (plan: Buy & { at: number }): void => {
    const { customer, by, mishap, at } = plan
    const { merchant, title, amount } = offerOf(plan.offer)
    const person = personOf(customer)
    let start = at
    if (mishap.kind === 'late') {
      const stale = order(customer, at, merchant, amount, title)
      pay(customer, stale, by, at + HELD + 90 * SECOND, 'MER_CLOSED')
      start = at + HELD + 3 * MINUTE
    }
    const short = by === 'balance' && person.balance < amount
    const failsFirst = short && random(seed, customer, 'short', String(at)).chance(70)
    if (short && !failsFirst) ensure(customer, amount, start)
    const made = order(customer, start, merchant, amount, title)
    let when = start + 25 * SECOND
    if (failsFirst) {
      pay(customer, made, by, when, 'BAL_WALLET')
      topUp(customer, 'main', hundreds(amount - person.balance + 5_000), when + 70 * SECOND)
      when += 110 * SECOND
    }
    if (mishap.kind === 'card') {
      const ending = endingOf(cardOf(customer, mishap.card), amount)
      pay(customer, made, mishap.card, when, ending === 'late' ? 'unknown' : ending)
      if (ending === 'late' || ending === 'succeeded') return
      when += 50 * SECOND
      if (by === 'balance') ensure(customer, amount, when)
    }
    if (mishap.kind === 'wrong_password') {
      pay(customer, made, by, when, 'SEC_PIN_WRONG', { rightPassword: false })
      when += 15 * SECOND
    }
    pay(customer, made, by, when, 'succeeded')
    if (mishap.kind === 'twice') pay(customer, made, by, when + 6 * SECOND, 'MER_DUP')
  }

  /** The purchase of a story, up to where it went wrong; its last attempt is at `plan.at`. */
  const buyForStory = (plan: Buy & { at: number }): void => {
    const { customer, by, ends, at, times } = plan
    const { merchant, title, amount } = offerOf(plan.offer)
    const tries = ends === 'SEC_PIN_LOCK' ? 5 : times
    const first = at - (tries - 1) * 20 * SECOND
    const orderedAt = ends === 'MER_CLOSED' ? first - HELD - MINUTE : first - 40 * SECOND
    if (by === 'balance' && ends !== 'BAL_WALLET' && ends !== 'SEC_PIN_UNSET') ensure(customer, amount, orderedAt)
    const made = order(customer, orderedAt, merchant, amount, title)
    const wrong = ends === 'SEC_PIN_WRONG' || ends === 'SEC_PIN_LOCK'
    if (ends === 'MER_DUP') pay(customer, made, by, at - 6 * SECOND, 'succeeded')
    let name = ''
    for (let i = 0; i < tries; i++) {
      const last = i === tries - 1
      const expect = ends === 'late' ? 'unknown' : ends === 'SEC_PIN_LOCK' && !last ? 'SEC_PIN_WRONG' : ends
      name = pay(customer, made, by, first + i * 20 * SECOND, expect, { rightPassword: !wrong })
    }
    const { balance } = personOf(customer)
    if (plan.story === undefined) return
    orders.set(plan.story, made)
    payments.set(plan.story, name)
    facts.set(plan.story, {
      amount,
      at,
      merchant: merchants[merchant].name,
      item: title,
      balance,
      hold: orderedAt + HELD,
      ...(by !== 'balance' && { card: cardLabel(cardOf(customer, by)) }),
      ...(ends === 'BAL_WALLET' && { short: amount - balance }),
      ...(ends === 'SEC_PIN_LOCK' && { locked: at + LOCKED }),
    })
  }

  /** Whoever gets money has it from then on, so nothing of theirs may be decided already for later. */
  const receive = (customer: CustomerKey, amount: number, at: number): void => {
    const person = personOf(customer)
    if (at < person.last) throw new Error(`${customer} gets money before what was decided earlier`)
    person.last = at
    person.balance += amount
  }
  const transfer = (planned: Extract<Plan, { what: 'transfer' }>): void => {
    const { what: _, from, ...plan } = planned
    ensure(from, plan.amount, plan.at)
    add(from, { do: 'transfer', customer: from, ...plan })
    personOf(from).balance -= plan.amount
    receive(plan.to, plan.amount, plan.at)
  }
  const withdraw = (planned: Extract<Plan, { what: 'withdraw' }>): void => {
    const { what: _, ...plan } = planned
    ensure(plan.customer, plan.amount, plan.at)
    add(plan.customer, { do: 'withdraw', ...plan })
    personOf(plan.customer).balance -= plan.amount
  }

  const settleAt = (customer: CustomerKey, target: number, at: number): void => {
    const person = personOf(customer)
    ensure(customer, target + 2_000, at)
    const amount = person.balance - target
    const filler = fillers.find(({ below }) => amount < below)
    if (amount <= 0 || !filler) throw new Error(`cannot bring ${customer} to ${target}`)
    pay(customer, order(customer, at, filler.merchant, amount, filler), 'balance', at + 20 * SECOND, 'succeeded')
  }

  const join = (customer: CustomerKey, at: number): void => {
    people.set(customer, { balance: 0, last: 0, orders: 0, topUps: 0 })
    const { cards, wage } = customers[customer] as DemoCustomer
    add(customer, { do: 'join', at, customer })
    Object.keys(cards).forEach((card, i) =>
      add(customer, { do: 'link_card', at: at + (2 + i) * MINUTE, customer, card }),
    )
    topUp(customer, 'main', hundreds(wage * 40), at + 12 * MINUTE)
  }

  const payWage = (customer: CustomerKey, at: number): void => {
    const { wage, cards } = customers[customer] as DemoCustomer
    const missing = wage * 100 - personOf(customer).balance
    if (missing < 20_000) return
    const troubled = Object.entries(cards).find(([, card]) => card.trouble !== undefined)
    const ending = troubled && endingOf(troubled[1], hundreds(missing))
    // Now and then somebody takes the wrong card first.
    if (
      troubled &&
      ending &&
      ending !== 'late' &&
      ending !== 'succeeded' &&
      random(seed, customer, 'wage', String(at)).chance(20)
    )
      topUp(customer, troubled[0], hundreds(missing), at - 2 * MINUTE, ending)
    topUp(customer, 'main', hundreds(missing), at)
  }

  /** Somebody still at something leaves the next everyday thing out. */
  const isBusy = (plan: Extract<Plan, { customer: CustomerKey }>): boolean =>
    personOf(plan.customer).last > plan.at - 3 * MINUTE

  return {
    actions,
    facts,
    payments,
    /** Does what a plan about money says. */
    follow: (plan: Plan): void => {
      switch (plan.what) {
        case 'join':
          return join(plan.customer, plan.at)
        case 'wage':
          return isBusy(plan) ? undefined : payWage(plan.customer, plan.at)
        case 'settle_at':
          return settleAt(plan.customer, plan.target, plan.at)
        case 'buy':
          if (plan.ends !== 'succeeded' || plan.story !== undefined) return buyForStory(plan)
          return isBusy(plan) ? undefined : buyAsUsual(plan)
        case 'top_up': {
          const { customer, by, yuan, at } = plan
          topUp(customer, by, yuan * 100, at, plan.ends === 'late' ? 'unknown' : 'succeeded')
          if (plan.story !== undefined)
            facts.set(plan.story, { amount: yuan * 100, at, card: cardLabel(cardOf(customer, by)) })
          return
        }
        case 'transfer':
          return transfer(plan)
        case 'withdraw':
          return withdraw(plan)
        case 'return': {
          const { what: _, ...returned } = plan
          actions.push({ do: 'return_withdrawal', ...returned })
          return receive(plan.customer, plan.amount, plan.at)
        }
        case 'open_packet':
        case 'decline': {
          const { what, ...answer } = plan
          actions.push({ do: what === 'decline' ? 'decline_request' : 'open_packet', ...answer })
          return
        }
        case 'ask': {
          const { what: _, from: customer, ...asked } = plan
          actions.push({ do: 'ask_money', customer, ...asked })
          return
        }
        case 'accept':
          actions.push({ do: 'accept_payments', at: plan.at, merchant: plan.merchant, accepts: plan.accepts })
      }
    },
    /** The customer of a story pays its order again, which succeeds. */
    payAgain: (story: number, customer: CustomerKey, by: string, at: number): void => {
      const made = orders.get(story)
      if (!made) throw new Error(`story ${story} has no order to pay again`)
      if (by === 'balance') ensure(customer, made.amount, at)
      pay(customer, made, by, at, 'succeeded', { live: true })
    },
    topUp: (customer: CustomerKey, yuan: number, at: number): void => topUp(customer, 'main', yuan * 100, at),
  }
}

/** 江岚银行 (6217) */
const cardLabel = (card: DemoCustomer['cards'][string]): { zh: string; en: string } => ({
  zh: `${banks[card.bank].name.zh} (${card.last4})`,
  en: `${banks[card.bank].name.en} (${card.last4})`,
})
