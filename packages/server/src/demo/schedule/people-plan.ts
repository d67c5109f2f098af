import { MINUTE, SECOND } from '../../platform/index.ts'
import { type Ask, type Gift, peopleMoney, type TakeOut } from '../data/people-money.ts'
import { timeOf } from './china-day.ts'
import type { Plan } from './plan.ts'

const fen = (yuan: number): number => Math.round(yuan * 100)

const planGift = ({ from, to, yuan, note, packet, opened }: Gift, at: number, name: string): Plan[] => {
  const style = packet ? ('red_packet' as const) : ('plain' as const)
  const plans: Plan[] = [{ what: 'transfer', at, from, to, amount: fen(yuan), note, style, name }]
  if (opened !== undefined) plans.push({ what: 'open_packet', at: at + opened * MINUTE, customer: to, name })
  return plans
}

const planAsk = ({ from, of, yuan, note, answer }: Ask, at: number, name: string): Plan[] => {
  const amount = fen(yuan)
  const plans: Plan[] = [{ what: 'ask', at, from, of, amount, note, name }]
  if (!answer) return plans
  const answered = at + answer.after * MINUTE + 20 * SECOND
  if (answer.ends === 'declined') return [...plans, { what: 'decline', at: answered, customer: of, name }]
  const paid = { what: 'transfer', from: of, to: from, amount, note, style: 'plain', request: name } as const
  return [...plans, { ...paid, at: answered, name: `${name}.paid` }]
}

const planTakeOut = ({ who, card, yuan, returned }: TakeOut, at: number, name: string): Plan[] => {
  const customer = who
  const amount = fen(yuan)
  const plans: Plan[] = [{ what: 'withdraw', at, customer, card, amount, name }]
  if (returned !== undefined) plans.push({ what: 'return', at: at + returned * MINUTE, customer, amount, name })
  return plans
}

/** What people send each other, ask each other for, and take out to their cards. */
export const planPeopleMoney = (now: number): Plan[] =>
  peopleMoney.flatMap((deed, number) => {
    const at = timeOf(deed.at, now)
    const name = `m${number}`
    switch (deed.do) {
      case 'send':
        return planGift(deed, at, name)
      case 'ask':
        return planAsk(deed, at, name)
      case 'withdraw':
        return planTakeOut(deed, at, name)
    }
  })
