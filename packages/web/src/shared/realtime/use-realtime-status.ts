import { useSyncExternalStore } from 'react'
import type { Realtime, RealtimeStatus } from './realtime.ts'

/** What may be said of the connection now. */
export const useRealtimeStatus = (realtime: Realtime): RealtimeStatus =>
  useSyncExternalStore(realtime.onStatus, realtime.status)
