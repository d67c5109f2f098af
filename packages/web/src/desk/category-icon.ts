import type { IconName } from '#shared/icons/icon.tsx'

const icons: Record<string, IconName> = {
  outdoor: 'tent',
  coffee: 'cup',
  grocery: 'cart',
  home: 'sofa',
  digital: 'monitor',
  travel: 'plane',
  transport: 'car',
  food: 'bowl',
  books: 'book',
  fashion: 'shirt',
  health: 'pill',
  education: 'education',
  bank: 'bank',
}

/** The picture of a merchant's kind of business; a shop for kinds that are not known here. */
export const categoryIcon = (category: string): IconName => icons[category] ?? 'store'
