/** What the shop sells. Prices in fen. */
export const products = [
  { id: 'longjing', zh: '明前龙井 100 克', en: 'First-flush Longjing, 100 g', price: 12_800, tint: '#c9d8a8' },
  { id: 'gaiwan', zh: '白瓷盖碗', en: 'White porcelain gaiwan', price: 8_600, tint: '#e6e1d6' },
  { id: 'pot', zh: '紫砂小壶', en: 'Small Yixing teapot', price: 36_800, tint: '#c8a48c' },
  { id: 'biscuits', zh: '桂花酥', en: 'Osmanthus biscuits', price: 3_200, tint: '#eed9a0' },
] as const

export type Product = (typeof products)[number]

export const productById = (id: string): Product | undefined => products.find((product) => product.id === id)
