import type { LocalizedText, merchantCategories } from '@topay/contract'

export type MerchantCategory = (typeof merchantCategories)[number]

/** `amount` in fen. */
export type DemoOffer = { title: LocalizedText; amount: number }

export type DemoMerchant = { name: LocalizedText; category: MerchantCategory; offers: Record<string, DemoOffer> }

const offer = (zh: string, en: string, yuan: number): DemoOffer => ({
  title: { zh, en },
  amount: Math.round(yuan * 100),
})

/** Twelve shops that do not exist, one of each kind. Prices are what such things cost in a Chinese city. */
export const merchants = {
  shanlan: {
    name: { zh: '山岚户外', en: 'Shanlan Outdoor' },
    category: 'outdoor',
    offers: {
      tent: offer('三季双人帐篷与地布', 'Three-season tent with footprint', 1286),
      shoes: offer('防水徒步鞋', 'Waterproof hiking shoes', 699),
      bottle: offer('钛水壶 750 ml', 'Titanium bottle 750 ml', 328),
      headlamp: offer('充电头灯', 'Rechargeable headlamp', 159),
    },
  },
  banri: {
    name: { zh: '半日咖啡', en: 'Half-Day Coffee' },
    category: 'coffee',
    offers: {
      latte: offer('燕麦拿铁', 'Oat latte', 32),
      americano: offer('冰美式', 'Iced americano', 22),
      pourOver: offer('手冲耶加雪菲', 'Yirgacheffe pour-over', 38),
      bun: offer('肉桂卷', 'Cinnamon bun', 18),
    },
  },
  qinghe: {
    name: { zh: '青禾鲜生', en: 'Qinghe Fresh' },
    category: 'grocery',
    offers: {
      vegetables: offer('一周蔬菜箱', 'Vegetable box for a week', 88),
      fruit: offer('时令水果三样', 'Three fruits of the season', 56.8),
      rice: offer('五常大米 5 kg', 'Wuchang rice 5 kg', 69.9),
      breakfast: offer('鲜奶、鸡蛋和吐司', 'Milk, eggs and toast', 47.5),
    },
  },
  nanyu: {
    name: { zh: '南屿家居', en: 'Nanyu Home' },
    category: 'home',
    offers: {
      tableware: offer('陶瓷餐具 12 件', 'Ceramic tableware, 12 pieces', 459),
      lamp: offer('榉木落地灯', 'Beech floor lamp', 599),
      bedding: offer('水洗棉四件套', 'Washed cotton bedding set', 399),
      shelf: offer('三层置物架', 'Three-tier shelf', 229),
    },
  },
  yaoshi: {
    name: { zh: '曜石数码', en: 'Obsidian Digital' },
    category: 'digital',
    offers: {
      lens: offer('85 mm 定焦镜头', '85 mm prime lens', 6480),
      earphones: offer('降噪耳机', 'Noise-cancelling earphones', 1099),
      keyboard: offer('矮轴机械键盘', 'Low-profile keyboard', 529),
      charger: offer('65 W 充电器', '65 W charger', 149),
    },
  },
  yunzhan: {
    name: { zh: '云栈旅行', en: 'Cloudway Travel' },
    category: 'travel',
    offers: {
      guesthouse: offer('大理民宿两晚', 'Guesthouse in Dali, two nights', 876),
      flight: offer('杭州至成都机票', 'Flight Hangzhou to Chengdu', 1130),
      hotSpring: offer('温泉酒店一晚', 'Hot-spring hotel, one night', 688),
      museum: offer('博物馆讲解两人', 'Museum tour for two', 180),
    },
  },
  tongchuan: {
    name: { zh: '通川出行', en: 'Tongchuan Rides' },
    category: 'transport',
    offers: {
      metro: offer('地铁单程', 'Metro single', 5),
      taxi: offer('打车回家', 'Taxi home', 36.5),
      airport: offer('机场专线', 'Airport line', 25),
      monthPass: offer('通勤月卡', 'Commuter month pass', 198),
    },
  },
  zaobian: {
    name: { zh: '灶边小馆', en: 'Stoveside Kitchen' },
    category: 'food',
    offers: {
      lunch: offer('工作日双拼饭', 'Weekday lunch set', 35),
      noodles: offer('片儿川', 'Hangzhou noodle soup', 26),
      dinner: offer('四人晚餐', 'Dinner for four', 368),
      soup: offer('菌菇鸡汤', 'Mushroom chicken soup', 78),
    },
  },
  zhijian: {
    name: { zh: '纸间书店', en: 'Between Pages' },
    category: 'books',
    offers: {
      novel: offer('小说两本', 'Two novels', 96),
      picture: offer('绘本一套', 'Set of picture books', 168),
      notebook: offer('方格笔记本', 'Squared notebook', 35),
      magazine: offer('旅行杂志半年', 'Travel magazine, half a year', 150),
    },
  },
  sufang: {
    name: { zh: '素纺衣社', en: 'Sufang Clothing' },
    category: 'fashion',
    offers: {
      coat: offer('羊毛大衣', 'Wool coat', 1580),
      shirt: offer('亚麻衬衫', 'Linen shirt', 269),
      trousers: offer('直筒长裤', 'Straight trousers', 319),
      socks: offer('棉袜五双', 'Five pairs of cotton socks', 59),
    },
  },
  hening: {
    name: { zh: '和宁健康', en: 'Hening Health' },
    category: 'health',
    offers: {
      cleaning: offer('洁牙一次', 'Dental cleaning', 260),
      checkup: offer('年度体检', 'Yearly check-up', 880),
      vitamins: offer('复合维生素', 'Multivitamins', 118),
      massage: offer('肩颈理疗', 'Neck and shoulder therapy', 198),
    },
  },
  mingjing: {
    name: { zh: '明径学堂', en: 'Mingjing School' },
    category: 'education',
    offers: {
      english: offer('英语口语八节', 'Spoken English, eight lessons', 960),
      drawing: offer('儿童画画四节', 'Drawing for children, four lessons', 480),
      coding: offer('编程入门课', 'First course in programming', 399),
      calligraphy: offer('书法体验课', 'Calligraphy trial lesson', 99),
    },
  },
} as const satisfies Record<string, DemoMerchant>

export type MerchantKey = keyof typeof merchants
/** A thing to buy, written `merchant.offer`, such as `shanlan.tent`. */
export type OfferKey = { [M in MerchantKey]: `${M}.${keyof (typeof merchants)[M]['offers'] & string}` }[MerchantKey]

/** The merchant and the offer that a key such as `shanlan.tent` names. */
export const offerOf = (key: OfferKey): { merchant: MerchantKey } & DemoOffer => {
  const [merchant, name] = key.split('.') as [MerchantKey, string]
  const offers: Record<string, DemoOffer> = merchants[merchant].offers
  const found = offers[name]
  if (!found) throw new Error(`no such offer: ${key}`)
  return { merchant, ...found }
}
