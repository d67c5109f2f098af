import { useSyncExternalStore } from 'react'
import type { MoneyOperation } from '#shared/api/intents.ts'
import { useLive } from '../live/live-context.ts'

/** True while what became of an earlier request about this thing is not known: it must not be asked for once more. */
export const useLost = (operation: MoneyOperation, subjectId: string): boolean => {
  const { intents } = useLive()
  const lost = useSyncExternalStore(intents.subscribe, intents.lost)
  return lost.some((one) => one.operation === operation && JSON.stringify(one.input).includes(`"${subjectId}"`))
}
