import { HOUR, MINUTE, SECOND } from '../../platform/index.ts'
import { offerOf } from '../data/merchants.ts'
import type { Purchase } from '../data/story.ts'
import { random } from '../random.ts'
import { dayStart, timeOf } from './china-day.ts'
import type { NumberedStory, Plan } from './plan.ts'

/** How much (fen) is missing when a story wants the balance to be too small: some per cent of the price. */
const shortfall = (seed: string, story: NumberedStory, price: number): number => {
  const percent = random(seed, 'shortfall', String(story.number)).int(4, 11)
  return Math.round((price * percent) / 1_000) * 10
}

const planPurchase = (seed: string, story: NumberedStory, about: Purchase, at: number): Plan[] => {
  const plans: Plan[] = []
  const { customer } = story
  const price = offerOf(about.offer).amount
  if (about.ends === 'BAL_WALLET')
    plans.push({
      what: 'settle_at',
      at: at - 37 * MINUTE,
      customer,
      target: price - shortfall(seed, story, price),
    })
  const { offer, by, ends, times } = about
  plans.push({ what: 'buy', at, customer, offer, by, ends, times, mishap: { kind: 'none' }, story: story.number })
  return plans
}

/** Everything a story calls for: the payment it is about, the case, its turns. */
export const planStory = (seed: string, story: NumberedStory, now: number): Plan[] => {
  const { about, customer, number } = story
  const opened = timeOf(story.opened, now)
  const plans: Plan[] = [{ what: 'open', at: opened, story: number }]
  if (about) {
    const at = opened - about.before * MINUTE
    if (about.kind === 'purchase') plans.push(...planPurchase(seed, story, about, at))
    else plans.push({ what: 'top_up', at, customer, by: about.by, yuan: about.yuan, ends: about.ends, story: number })
  }
  let at = opened
  for (const turn of story.turns) {
    at = typeof turn.after === 'number' ? at + Math.round(turn.after * 60) * SECOND : timeOf(turn.after, now)
    plans.push({ what: 'turn', at, story: number, turn })
  }
  // A merchant that cannot be paid is open again the next morning.
  if (about?.kind === 'purchase' && about.ends === 'MER_INVALID') {
    const boughtAt = opened - about.before * MINUTE
    plans.push({ what: 'accept', at: boughtAt - 20 * SECOND, merchant: 'nanyu', accepts: false })
    plans.push({ what: 'accept', at: dayStart(boughtAt, -1) + 10 * HOUR, merchant: 'nanyu', accepts: true })
  }
  return plans
}

/** What the people who try Topay find in the account of 陈思远: a payment above the bank's limit, and one the balance is ¥86.00 short of. */
export const planFreshTrouble = (now: number): Plan[] => {
  const buy = { what: 'buy', customer: 'siyuan', times: 1, mishap: { kind: 'none' } } as const
  return [
    { what: 'settle_at', at: now - 47 * MINUTE, customer: 'siyuan', target: offerOf('sufang.coat').amount - 8_600 },
    { ...buy, at: now - 18 * MINUTE, offer: 'shanlan.tent', by: 'jianglan', ends: 'LIM_BANK' },
    { ...buy, at: now - 7 * MINUTE, offer: 'sufang.coat', by: 'balance', ends: 'BAL_WALLET' },
  ]
}
