import type { Difference, Reconciliation } from '@topay/contract'
import type { IconName } from '#shared/icons/icon.tsx'
import type { Tone } from '#shared/ui/tone.ts'

/** What a day's state looks like. A difference is amber: money is at risk of being in the wrong place, and somebody is on it. */
export const dayLook: Record<Reconciliation['status'], { tone: Tone; icon: IconName }> = {
  clean: { tone: 'ok', icon: 'ok-circle' },
  differences: { tone: 'wait', icon: 'scale' },
  failed: { tone: 'wait', icon: 'file' },
}

export const kindIcon: Record<Difference['kind'], IconName> = {
  bank_only: 'bank',
  books_only: 'book',
  amount: 'scale',
  status: 'alert',
  unreadable: 'file',
}

/** Noon of a day in China, for the formatters that take a moment. */
export const noonOf = (date: string): string => `${date}T12:00:00+08:00`
