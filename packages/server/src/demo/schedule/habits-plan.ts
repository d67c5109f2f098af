import { DAY, MINUTE, SECOND } from '../../platform/index.ts'
import { type CustomerKey, customers, type DemoCustomer } from '../data/customers.ts'
import { type Habit, type HabitName, habits } from '../data/habits.ts'
import { offerOf } from '../data/merchants.ts'
import { random, type Random } from '../random.ts'
import { dayOfMonth, dayStart, weekday } from './china-day.ts'
import type { Buy, Mishap, Plan } from './plan.ts'

/** Days a week on which a habit may show. */
const daysAWeek: Record<Habit['days'], number> = { workdays: 5, weekends: 2, any: 7 }

const shows = (habit: Habit, day: number): boolean => {
  const weekend = [0, 6].includes(weekday(day))
  return habit.days === 'any' || (habit.days === 'weekends') === weekend
}

const mishapOf = (draw: Random, customer: DemoCustomer, amount: number): Mishap => {
  const troubled = Object.entries(customer.cards).find(([, card]) => card.trouble !== undefined)
  if (troubled && amount >= 8_000 && draw.chance(24)) return { kind: 'card', card: troubled[0] }
  if (draw.chance(2)) return { kind: 'wrong_password' }
  if (amount >= 15_000 && draw.chance(4)) return { kind: 'late' }
  if (draw.chance(0.8)) return { kind: 'twice' }
  return { kind: 'none' }
}

const purchasesOf = (
  seed: string,
  key: CustomerKey,
  name: HabitName,
  every: number,
  now: number,
): (Buy & { at: number })[] => {
  const customer: DemoCustomer = customers[key]
  const habit: Habit = habits[name]
  const draw = random(seed, key, name)
  const percent = Math.min(95, (100 / every) * (7 / daysAWeek[habit.days]))
  const found: (Buy & { at: number })[] = []
  // From the day after signing up to today.
  for (let daysAgo = customer.joined - 1; daysAgo >= 0; daysAgo--) {
    const day = dayStart(now, daysAgo)
    if (!shows(habit, day) || !draw.chance(percent)) continue
    const offer = draw.pick(habit.offers)
    const by = draw.chance(habit.byCard) ? 'main' : 'balance'
    const at = day + draw.int(habit.from, habit.to) * MINUTE + draw.int(0, 59) * SECOND
    const mishap = mishapOf(draw, customer, offerOf(offer).amount)
    found.push({ what: 'buy', at, customer: key, offer, by, ends: 'succeeded', times: 1, mishap })
  }
  return found
}

/** Signing up, wages and what each person buys again and again, up to a few minutes before `now`. */
export const planHabits = (seed: string, now: number): Plan[] => {
  const plans: Plan[] = []
  for (const key of Object.keys(customers) as CustomerKey[]) {
    const customer: DemoCustomer = customers[key]
    const draw = random(seed, key, 'joins')
    const joined = dayStart(now, customer.joined) + draw.int(9 * 60, 21 * 60) * MINUTE
    plans.push({ what: 'join', at: joined, customer: key })
    for (let daysAgo = customer.joined - 2; daysAgo >= 0; daysAgo--) {
      const day = dayStart(now, daysAgo)
      if (dayOfMonth(day) === customer.payday)
        plans.push({ what: 'wage', at: day + draw.int(9 * 60, 10 * 60) * MINUTE, customer: key })
    }
    for (const [name, every] of Object.entries(customer.habits) as [HabitName, number][])
      plans.push(...purchasesOf(seed, key, name, every, now))
  }
  // What is in the last minutes stands in the stories.
  return plans.filter(({ at }) => at < now - 10 * MINUTE && at > now - 190 * DAY)
}
