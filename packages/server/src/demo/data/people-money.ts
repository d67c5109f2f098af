import type { CustomerKey } from './customers.ts'
import { days, type Moment } from './story.ts'

/** Yuan. `opened`: so many minutes later; a packet without it is still closed. `answers`: so many minutes after it was asked for. */
export type Gift = {
  do: 'send'
  from: CustomerKey
  to: CustomerKey
  at: Moment
  yuan: number
  note: string
  packet?: true
  opened?: number
}
export type Ask = {
  do: 'ask'
  from: CustomerKey
  of: CustomerKey
  at: Moment
  yuan: number
  note: string
  answer?: { after: number; ends: 'paid' | 'declined' }
}
/** `returned`: the receiving bank sends the money back so many minutes later. */
export type TakeOut = { do: 'withdraw'; who: CustomerKey; card: string; at: Moment; yuan: number; returned?: number }

const send = (from: CustomerKey, to: CustomerKey, at: Moment, yuan: number, note: string): Gift => ({
  do: 'send',
  from,
  to,
  at,
  yuan,
  note,
})
const packet = (from: CustomerKey, to: CustomerKey, at: Moment, yuan: number, note: string, opened?: number): Gift => ({
  ...send(from, to, at, yuan, note),
  packet: true,
  ...(opened !== undefined && { opened }),
})
const ask = (
  from: CustomerKey,
  of: CustomerKey,
  at: Moment,
  yuan: number,
  note: string,
  answer?: Ask['answer'],
): Ask => ({ do: 'ask', from, of, at, yuan, note, ...(answer && { answer }) })
const withdraw = (who: CustomerKey, card: string, at: Moment, yuan: number, returned?: number): TakeOut => ({
  do: 'withdraw',
  who,
  card,
  at,
  yuan,
  ...(returned !== undefined && { returned }),
})

/** Money between people, and from balances to cards: after somebody got money, some take it out. */
export const peopleMoney: readonly (Gift | Ask | TakeOut)[] = [
  send('xuning', 'siyuan', days(74, '19:42'), 186, '露营分摊'),
  send('siyuan', 'maya', days(52, '22:05'), 128, 'Dinner on Saturday'),
  send('suhe', 'maya', days(41, '18:20'), 900, '十月的英语课'),
  withdraw('maya', 'main', days(41, '19:02'), 800),
  send('maya', 'siyuan', days(33, '20:31'), 64.5, 'Museum tickets, thank you'),
  send('tangchen', 'siyuan', days(26, '21:14'), 2_600, '二手相机'),
  withdraw('siyuan', 'main', days(26, '21:50'), 2_000),
  send('siyuan', 'xuning', days(12, '20:08'), 640, '旧显示器'),
  withdraw('xuning', 'closed', days(12, '20:44'), 600, 14 * 60),
  packet('siyuan', 'maya', days(9, '12:00'), 66.66, 'Happy birthday', 7),
  ask('xuning', 'siyuan', days(6, '13:05'), 72, '火锅，三个人平摊', { after: 18, ends: 'paid' }),
  ask('tangchen', 'siyuan', days(4, '21:30'), 350, '相机包也给你？', { after: 41, ends: 'declined' }),
  ask('maya', 'siyuan', days(1, '20:12'), 58, 'Cinema tickets'),
  packet('hemin', 'maya', { minutes: 96 }, 88, 'Good luck with the move'),
]
