import type { Locale } from '@topay/contract'
import type { BankId } from '../../sandbox-bank/index.ts'
import type { HabitName } from './habits.ts'

/**
 * A card of a sandbox bank. `trouble` is what the bank does with every payment (docs/sandbox-bank.md): 101 declines above ¥1,000,
 * 102 is down, 106 charges and hangs up, 121 sends back what is paid out to it, 0NN declines with that code (051 no money, 054 expired ...).
 */
export type DemoCard = { bank: BankId; last4: string; trouble?: string }

export type DemoCustomer = {
  name: string
  locale: Locale
  email: string
  phone?: string
  /** Signed up this many days before the world's day. */
  joined: number
  /** `main` is the card that wages come from: it has no trouble. */
  cards: { main: DemoCard } & Record<string, DemoCard>
  /** Day of the month on which `wage` (yuan) is moved to the balance. */
  payday: number
  wage: number
  /** For each habit, how many days lie between two times on average. */
  habits: Partial<Record<HabitName, number>>
  /** False: never set one, so cannot pay from the balance. */
  paymentPassword?: false
  /** Class I: has not shown who they are yet. All others are of class III. */
  unverified?: true
}

const card = (bank: BankId, last4: string, trouble?: string): DemoCard => ({
  bank,
  last4,
  ...(trouble !== undefined && { trouble }),
})

const person = (
  name: string,
  email: string,
  rest: Omit<DemoCustomer, 'name' | 'locale' | 'email'> & { locale?: Locale },
): DemoCustomer => ({ name, locale: 'zh-CN', email: `${email}@example.com`, ...rest })

/** Forty people who do not exist. Their phone numbers are the ones that Chinese manuals print as examples (138 0013 8xxx). */
export const customers = {
  siyuan: person('陈思远', 'siyuan', {
    phone: '+8613800138024',
    joined: 182,
    cards: {
      main: card('yunting', '8803'),
      jianglan: card('jianglan', '6217', '101'),
      haitang: card('haitang', '3391'),
    },
    payday: 10,
    wage: 2500,
    habits: { coffee: 2.2, lunch: 6, metro: 9, groceries: 8, dinner: 18, outdoor: 40, books: 36, gadgets: 80 },
  }),
  maya: person('Maya Reed', 'maya', {
    locale: 'en',
    joined: 168,
    cards: { main: card('songchuan', '4402'), yunting: card('yunting', '7719', '106') },
    payday: 25,
    wage: 2200,
    habits: { coffee: 3, groceries: 8, lunch: 9, taxi: 24, travel: 60, books: 45, lessons: 70 },
  }),
  xuning: person('许宁', 'xu.ning', {
    joined: 181,
    cards: {
      main: card('jianglan', '5508'),
      haitang: card('haitang', '1120', '051'),
      closed: card('songchuan', '4857', '121'),
    },
    payday: 15,
    wage: 1400,
    habits: { coffee: 20, groceries: 36, gadgets: 161, books: 115 },
  }),
  suhe: person('苏禾', 'suhe', {
    phone: '+8613800138031',
    joined: 176,
    cards: { main: card('yunting', '2265') },
    payday: 8,
    wage: 1000,
    habits: { groceries: 26, coffee: 32, clothes: 111, health: 184 },
  }),
  hemin: person('何敏', 'hemin', {
    joined: 179,
    cards: { main: card('songchuan', '9034'), old: card('jianglan', '1876', '054') },
    payday: 5,
    wage: 1100,
    habits: { groceries: 19, children: 69, dinner: 92, home: 173 },
  }),
  tangchen: person('唐辰', 'tangchen', {
    joined: 172,
    cards: { main: card('jianglan', '7342') },
    payday: 15,
    wage: 1600,
    habits: { coffee: 14, taxi: 59, gadgets: 138, lunch: 36 },
  }),
  hansui: person('韩穗', 'hansui', {
    joined: 165,
    cards: { main: card('xinghe', '6608') },
    payday: 10,
    wage: 900,
    habits: { metro: 23, coffee: 27, books: 73, lunch: 50 },
  }),
  linyue: person('林悦', 'linyue', {
    phone: '+8613800138045',
    joined: 182,
    cards: { main: card('yunting', '3178'), haitang: card('haitang', '7025') },
    payday: 12,
    wage: 1300,
    habits: { clothes: 78, coffee: 19, groceries: 35, travel: 184 },
  }),
  zhouming: person('周明', 'zhouming', {
    joined: 170,
    cards: { main: card('jianglan', '8156'), down: card('songchuan', '2290', '102') },
    payday: 15,
    wage: 1200,
    habits: { lunch: 20, coffee: 30, outdoor: 127, taxi: 92 },
  }),
  wuxin: person('吴欣', 'wuxin', {
    joined: 160,
    cards: { main: card('songchuan', '5561') },
    payday: 20,
    wage: 1000,
    habits: { groceries: 20, health: 115, books: 138, dinner: 115 },
  }),
  zhengkai: person('郑凯', 'zhengkai', {
    joined: 175,
    cards: { main: card('yunting', '4419'), jianglan: card('jianglan', '9903', '101') },
    payday: 10,
    wage: 1800,
    habits: { outdoor: 73, coffee: 23, taxi: 69, travel: 138 },
  }),
  fengqi: person('冯琪', 'fengqi', {
    joined: 158,
    cards: { main: card('jianglan', '2037') },
    payday: 15,
    wage: 900,
    habits: { lunch: 19, coffee: 23, clothes: 138 },
  }),
  jiangbo: person('蒋博', 'jiangbo', {
    joined: 182,
    cards: { main: card('songchuan', '6674'), credit: card('haitang', '5518', '005') },
    payday: 5,
    wage: 1700,
    habits: { gadgets: 111, coffee: 19, lunch: 32, taxi: 103 },
  }),
  yangfan: person('杨帆', 'yangfan', {
    joined: 178,
    cards: { main: card('yunting', '9950') },
    payday: 10,
    wage: 1300,
    habits: { outdoor: 88, groceries: 32, coffee: 35, travel: 207 },
  }),
  zhaolei: person('赵蕾', 'zhaolei', {
    phone: '+8613800138052',
    joined: 150,
    cards: { main: card('jianglan', '4483') },
    payday: 15,
    wage: 1000,
    habits: { groceries: 20, children: 82, home: 161 },
  }),
  sunjia: person('孙佳', 'sunjia', {
    joined: 174,
    cards: { main: card('xinghe', '1327') },
    payday: 8,
    wage: 800,
    habits: { coffee: 14, books: 92, clothes: 161, metro: 42 },
  }),
  yunzhou: person('马云舟', 'yunzhou', {
    joined: 167,
    cards: { main: card('yunting', '8241'), cut: card('jianglan', '5092', '106') },
    payday: 25,
    wage: 1500,
    habits: { travel: 115, coffee: 23, taxi: 65, dinner: 103 },
  }),
  huwei: person('胡维', 'huwei', {
    joined: 180,
    cards: { main: card('jianglan', '7780') },
    payday: 15,
    wage: 1100,
    habits: { lunch: 19, metro: 32, gadgets: 207 },
  }),
  guoran: person('郭然', 'guoran', {
    joined: 155,
    cards: { main: card('songchuan', '3316'), empty: card('yunting', '6032', '051') },
    payday: 10,
    wage: 900,
    habits: { coffee: 20, groceries: 42, books: 127 },
  }),
  luoying: person('罗樱', 'luoying', {
    joined: 169,
    cards: { main: card('yunting', '1148') },
    payday: 12,
    wage: 1000,
    habits: { clothes: 82, coffee: 32, health: 138, groceries: 46 },
  }),
  gaoyuan: person('高原', 'gaoyuan', {
    joined: 182,
    cards: { main: card('jianglan', '9271'), haitang: card('haitang', '8846', '061') },
    payday: 15,
    wage: 1900,
    habits: { outdoor: 69, travel: 103, coffee: 27, dinner: 92 },
  }),
  liangshi: person('梁诗', 'liangshi', {
    joined: 144,
    cards: { main: card('songchuan', '7459') },
    payday: 20,
    wage: 900,
    habits: { books: 46, coffee: 20, lunch: 46 },
  }),
  songyu: person('宋屿', 'songyu', {
    joined: 171,
    cards: { main: card('xinghe', '2904') },
    payday: 10,
    wage: 1100,
    habits: { home: 111, groceries: 27, coffee: 42 },
  }),
  tianmi: person('田蜜', 'tianmi', {
    phone: '+8613800138067',
    joined: 120,
    cards: { main: card('yunting', '5583') },
    payday: 15,
    wage: 800,
    habits: { coffee: 11, clothes: 115, taxi: 92 },
  }),
  chaoran: person('邓超然', 'chaoran', {
    joined: 177,
    cards: { main: card('jianglan', '6390') },
    payday: 5,
    wage: 1400,
    habits: { lunch: 16, taxi: 57, gadgets: 173 },
  }),
  caiwen: person('蔡文', 'caiwen', {
    joined: 163,
    cards: { main: card('songchuan', '4825') },
    payday: 15,
    wage: 1000,
    habits: { groceries: 23, health: 103, children: 103 },
  }),
  pengfei: person('彭飞', 'pengfei', {
    joined: 166,
    cards: { main: card('yunting', '7013'), blocked: card('jianglan', '3357', '062') },
    payday: 10,
    wage: 1100,
    habits: { outdoor: 103, lunch: 26, coffee: 46 },
  }),
  dongyi: person('董怡', 'dongyi', {
    joined: 135,
    cards: { main: card('jianglan', '1694') },
    payday: 25,
    wage: 1000,
    habits: { lessons: 115, coffee: 19, books: 103, groceries: 55 },
  }),
  yuanqing: person('袁青', 'yuanqing', {
    joined: 173,
    cards: { main: card('xinghe', '8172') },
    payday: 8,
    wage: 900,
    habits: { groceries: 19, dinner: 88, home: 207 },
  }),
  panxiao: person('潘晓', 'panxiao', {
    joined: 181,
    cards: { main: card('songchuan', '2518'), credit: card('haitang', '4907', '057') },
    payday: 15,
    wage: 1200,
    habits: { coffee: 16, metro: 27, clothes: 127, travel: 207 },
  }),
  weilan: person('魏岚', 'weilan', {
    joined: 159,
    cards: { main: card('yunting', '6647'), stale: card('songchuan', '8105', '042') },
    payday: 12,
    wage: 1100,
    habits: { health: 88, groceries: 27, books: 115 },
  }),
  shenmo: person('沈墨', 'shenmo', {
    joined: 148,
    cards: { main: card('jianglan', '5236') },
    payday: 10,
    wage: 1000,
    habits: { books: 42, coffee: 23, lessons: 207 },
  }),
  lujin: person('陆瑾', 'lujin', {
    joined: 170,
    cards: { main: card('songchuan', '1072'), worn: card('yunting', '3860', '014') },
    payday: 20,
    wage: 1600,
    habits: { home: 96, dinner: 73, groceries: 32, children: 138 },
  }),
  xiaohe: person('肖荷', 'xiaohe', {
    joined: 1,
    cards: { main: card('jianglan', '8029') },
    payday: 15,
    wage: 700,
    habits: {},
    paymentPassword: false,
    unverified: true,
  }),
  jinhao: person('金浩', 'jinhao', {
    joined: 139,
    cards: { main: card('yunting', '3764') },
    payday: 15,
    wage: 1000,
    habits: { lunch: 20, coffee: 20, gadgets: 184 },
  }),
  baixue: person('白雪', 'baixue', {
    joined: 61,
    cards: { main: card('xinghe', '9418') },
    payday: 10,
    wage: 900,
    habits: { coffee: 9, clothes: 55, groceries: 23 },
  }),
  guodong: person('李国栋', 'guodong', {
    phone: '+8613800138078',
    joined: 164,
    cards: { main: card('songchuan', '6281') },
    payday: 5,
    wage: 800,
    habits: { groceries: 14, health: 115 },
  }),
  daniel: person('Daniel Okafor', 'daniel', {
    locale: 'en',
    joined: 142,
    cards: { main: card('jianglan', '2759'), haitang: card('haitang', '6613') },
    payday: 15,
    wage: 1400,
    habits: { coffee: 14, travel: 127, dinner: 69, outdoor: 161 },
  }),
  emma: person('Emma Larsen', 'emma', {
    locale: 'en',
    joined: 110,
    cards: { main: card('yunting', '9127') },
    payday: 25,
    wage: 1100,
    habits: { groceries: 20, coffee: 19, lessons: 138 },
  }),
  kenji: person('Kenji Mori', 'kenji', {
    locale: 'en',
    joined: 96,
    cards: { main: card('songchuan', '7846') },
    payday: 20,
    wage: 1200,
    habits: { books: 55, lunch: 19, coffee: 27, gadgets: 138 },
  }),
} as const satisfies Record<string, DemoCustomer>

export type CustomerKey = keyof typeof customers
