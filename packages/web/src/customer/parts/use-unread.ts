import { useMyCases } from './use-my-cases.ts'

/** How many messages of official support were not read yet. */
export const useUnread = (): number => useMyCases().data?.items.reduce((sum, mine) => sum + mine.unread, 0) ?? 0
