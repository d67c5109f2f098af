import type { IconName } from './icon.tsx'

const ICONS: Record<string, IconName> = {
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

/** The icon of a merchant's category; a shop for one that is not known yet. */
export const categoryIcon = (category: string): IconName => ICONS[category] ?? 'store'
