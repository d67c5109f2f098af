import { Outlet } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { LiveContext } from '../live/live-context.ts'
import { liveStore } from '../live/live-store.ts'

/** Around all pages of the signed-in customer: the live connection. */
export const SignedIn = () => {
  const live = useSyncExternalStore(liveStore.subscribe, liveStore.get)
  return (
    live && (
      <LiveContext value={live}>
        <Outlet />
      </LiveContext>
    )
  )
}
