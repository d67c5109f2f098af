import { HOUR, MINUTE, SECOND } from '../../platform/index.ts'
import { type CustomerKey, customers } from '../data/customers.ts'
import type { StaffKey } from '../data/staff.ts'
import { stories } from '../data/stories.ts'
import type { Scheduled } from './actions.ts'
import { fill } from './facts.ts'
import { planHabits } from './habits-plan.ts'
import { createMoney } from './money.ts'
import type { NumberedStory, Plan } from './plan.ts'
import { planPeopleMoney } from './people-plan.ts'
import { planFreshTrouble, planStory } from './stories-plan.ts'

/** The seed of the world that Topay ships. */
export const SEED = 'topay'

type Interval = { from: number; to: number; customer?: CustomerKey; merchant?: string }

/** Whose balances change when money goes to a person or to a card. */
const moversOf = (plan: Plan): CustomerKey[] => {
  if (plan.what === 'transfer') return [plan.from, plan.to]
  return plan.what === 'withdraw' || plan.what === 'return' ? [plan.customer] : []
}

/** While a story or a test of the balance goes on, its people do nothing else; and nobody buys where nothing can be bought. */
const busyTimes = (plans: Plan[], numbered: NumberedStory[]): Interval[] => {
  const busy: Interval[] = []
  for (const plan of plans) {
    if (plan.what === 'buy') busy.push({ customer: plan.customer, from: plan.at - 2 * HOUR, to: plan.at + 3.5 * HOUR })
    if (plan.what === 'settle_at')
      busy.push({ customer: plan.customer, from: plan.at - 2 * HOUR, to: plan.at + 2 * HOUR })
    for (const customer of moversOf(plan)) busy.push({ customer, from: plan.at - 2 * HOUR, to: plan.at + 10 * MINUTE })
    if (plan.what === 'accept' && !plan.accepts)
      busy.push({ merchant: plan.merchant, from: plan.at - HOUR, to: plan.at + 15 * HOUR })
    const customer = plan.what === 'turn' ? numbered[plan.story]?.customer : undefined
    if (customer && plan.what === 'turn' && (plan.turn.do === 'pay' || plan.turn.do === 'top_up'))
      busy.push({ customer, from: plan.at - HOUR, to: plan.at + 10 * MINUTE })
  }
  return busy
}

const collides = (plan: Plan, busy: Interval[]): boolean =>
  (plan.what === 'buy' || plan.what === 'wage') &&
  busy.some(
    ({ from, to, customer, merchant }) =>
      plan.at > from &&
      plan.at < to &&
      (customer === plan.customer || (plan.what === 'buy' && plan.offer.startsWith(`${merchant}.`))),
  )

/** Turns the words and deeds of stories into actions; money goes through `money`. */
const createCases = (numbered: NumberedStory[], money: ReturnType<typeof createMoney>) => {
  const actions: Scheduled[] = []
  const assignees = new Map<number, StaffKey>()
  const previous = new Map<number, number>()
  const storyOf = (number: number): NumberedStory => {
    const story = numbered[number]
    if (!story) throw new Error(`no story ${number}`)
    return story
  }
  const textOf = (story: NumberedStory, text: string, at: number): string =>
    fill(text, money.facts.get(story.number), at, customers[story.customer].locale === 'en')
  const assignee = (story: NumberedStory): StaffKey => {
    const who = assignees.get(story.number)
    if (!who) throw new Error(`nobody has taken the case of ${story.customer}: ${story.text}`)
    return who
  }

  const open = (plan: Extract<Plan, { what: 'open' }>): void => {
    const story = storyOf(plan.story)
    const { customer, topic } = story
    const payment = money.payments.get(plan.story)
    const text = textOf(story, story.text, plan.at)
    actions.push({
      do: 'open_case',
      at: plan.at,
      customer,
      case: `c${plan.story}`,
      topic,
      ...(payment !== undefined && { payment }),
      text,
    })
    previous.set(plan.story, plan.at)
  }

  const turn = ({ at, story: number, turn: made }: Extract<Plan, { what: 'turn' }>): void => {
    const story = storyOf(number)
    const name = `c${number}`
    // Each side reads what was said before it answers.
    const readAt = Math.max((previous.get(number) ?? at) + SECOND, at - 12 * SECOND)
    const customerReads = (): void => void actions.push({ do: 'customer_reads', at: readAt, case: name })
    const staffReads = (when: number): void =>
      void actions.push({ do: 'staff_reads', at: when, case: name, by: assignee(story) })
    switch (made.do) {
      case 'say':
        customerReads()
        actions.push({ do: 'say', at, case: name, text: textOf(story, made.text, at) })
        break
      case 'take':
        assignees.set(number, made.who)
        actions.push({ do: 'assign', at, case: name, by: made.who, to: made.who })
        staffReads(at + 4 * SECOND)
        break
      case 'hand':
        actions.push({ do: 'assign', at, case: name, by: assignee(story), to: made.to })
        assignees.set(number, made.to)
        staffReads(at + 20 * SECOND)
        break
      case 'reply':
      case 'note':
        staffReads(readAt)
        actions.push({ do: made.do, at, case: name, by: assignee(story), text: textOf(story, made.text, at) })
        break
      case 'wait':
        actions.push({ do: 'wait', at, case: name, by: assignee(story) })
        break
      case 'read':
        actions.push({ do: 'customer_reads', at, case: name })
        break
      case 'close':
        staffReads(readAt)
        actions.push({ do: 'close', at, case: name, by: assignee(story), reason: made.reason })
        if (made.reason !== 'no_answer') actions.push({ do: 'customer_reads', at: at + 40 * SECOND, case: name })
        break
      case 'rate':
        customerReads()
        actions.push({ do: 'rate', at, case: name, score: made.score, comment: made.comment })
        break
      case 'top_up':
        money.topUp(story.customer, made.yuan, at)
        break
      case 'pay':
        money.payAgain(number, story.customer, made.by, at)
    }
    previous.set(number, at)
  }
  return { actions, open, turn }
}

/** How far each side has read is one number that only grows: of all the times somebody reads, the last is enough. */
const lastReads = (actions: Scheduled[]): Scheduled[] => {
  const last = new Map<string, Scheduled>()
  for (const action of actions)
    if (action.do === 'customer_reads' || action.do === 'staff_reads') last.set(`${action.do} ${action.case}`, action)
  const kept = new Set(last.values())
  return actions.filter((action) => (action.do !== 'customer_reads' && action.do !== 'staff_reads') || kept.has(action))
}

/** How long an answer may lie unread before the customer is told of it, and a little more. */
const TOLD_AFTER = 2 * MINUTE + 3 * SECOND

/** Customers who have not read the last answer to them, or that their case was closed, told of it. */
const tellings = (actions: Scheduled[], now: number): Scheduled[] => {
  const unread = new Map<string, Scheduled>()
  for (const action of actions) {
    if (action.do === 'reply' || action.do === 'close')
      unread.set(action.case, { do: 'tell', at: action.at + TOLD_AFTER, case: action.case })
    if (action.do === 'customer_reads' || action.do === 'say' || action.do === 'rate') unread.delete(action.case)
  }
  return [...unread.values()].filter(({ at }) => at <= now)
}

/**
 * Everything that happens in the demo world until `now` (ms), in order of time. The same seed and now give the same world; of two moments of one day, the
 * later one only has more of that day in it, and what waits for an answer moves along.
 */
export const buildSchedule = (now: number, seed = SEED): Scheduled[] => {
  const numbered = stories.map((story, number) => ({ ...story, number }))
  const told = [
    ...numbered.flatMap((story) => planStory(seed, story, now)),
    ...planFreshTrouble(now),
    ...planPeopleMoney(now),
  ]
  const busy = busyTimes(told, numbered)
  const usual = planHabits(seed, now).filter((plan) => !collides(plan, busy))
  const money = createMoney(seed)
  const cases = createCases(numbered, money)
  for (const plan of [...usual, ...told].toSorted((a, b) => a.at - b.at)) {
    if (plan.what === 'open') cases.open(plan)
    else if (plan.what === 'turn') cases.turn(plan)
    else money.follow(plan)
  }
  const actions = [...money.actions, ...cases.actions].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)
  return [...lastReads(actions), ...tellings(actions, now)].toSorted((a, b) => a.at - b.at)
}
