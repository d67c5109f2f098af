import type { OfferKey } from './merchants.ts'

/** Something a person buys again and again. Clock times are minutes after midnight in China. */
export type Habit = {
  offers: readonly OfferKey[]
  days: 'workdays' | 'weekends' | 'any'
  from: number
  to: number
  /** How many of a hundred are paid with the main card instead of the balance. */
  byCard: number
}

const clock = (text: string): number => {
  const [hours, minutes] = text.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

const habit = (
  days: Habit['days'],
  between: readonly [string, string],
  byCard: number,
  offers: readonly OfferKey[],
): Habit => ({ offers, days, from: clock(between[0]), to: clock(between[1]), byCard })

export const habits = {
  coffee: habit('workdays', ['8:20', '9:40'], 0, [
    'banri.latte',
    'banri.latte',
    'banri.americano',
    'banri.pourOver',
    'banri.bun',
  ]),
  metro: habit('workdays', ['7:40', '8:30'], 0, ['tongchuan.metro']),
  lunch: habit('workdays', ['11:50', '13:10'], 0, ['zaobian.lunch', 'zaobian.lunch', 'zaobian.noodles']),
  taxi: habit('any', ['21:30', '23:30'], 20, ['tongchuan.taxi']),
  commute: habit('workdays', ['7:20', '8:00'], 30, ['tongchuan.monthPass']),
  groceries: habit('any', ['18:10', '20:40'], 10, [
    'qinghe.vegetables',
    'qinghe.fruit',
    'qinghe.rice',
    'qinghe.breakfast',
    'qinghe.breakfast',
  ]),
  dinner: habit('weekends', ['17:50', '20:30'], 40, ['zaobian.dinner', 'zaobian.soup', 'zaobian.soup']),
  books: habit('any', ['12:30', '22:30'], 10, ['zhijian.novel', 'zhijian.notebook', 'zhijian.magazine']),
  children: habit('weekends', ['9:30', '16:00'], 30, ['zhijian.picture', 'mingjing.drawing', 'mingjing.calligraphy']),
  clothes: habit('any', ['20:00', '23:00'], 40, ['sufang.shirt', 'sufang.trousers', 'sufang.socks', 'sufang.coat']),
  home: habit('any', ['19:30', '22:40'], 40, ['nanyu.tableware', 'nanyu.shelf', 'nanyu.bedding', 'nanyu.lamp']),
  gadgets: habit('any', ['20:30', '23:20'], 50, ['yaoshi.charger', 'yaoshi.keyboard', 'yaoshi.earphones']),
  outdoor: habit('any', ['19:00', '22:30'], 30, ['shanlan.bottle', 'shanlan.headlamp', 'shanlan.shoes']),
  travel: habit('any', ['20:00', '22:50'], 60, [
    'yunzhan.museum',
    'yunzhan.guesthouse',
    'yunzhan.hotSpring',
    'yunzhan.flight',
  ]),
  health: habit('any', ['9:00', '17:30'], 30, ['hening.vitamins', 'hening.cleaning', 'hening.massage']),
  lessons: habit('any', ['19:00', '21:30'], 30, ['mingjing.coding', 'mingjing.calligraphy', 'mingjing.english']),
} as const satisfies Record<string, Habit>

export type HabitName = keyof typeof habits
