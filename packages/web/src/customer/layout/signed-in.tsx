import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { LiveContext } from '../live/live-context.ts'
import { liveStore } from '../live/live-store.ts'
import { LostMoney } from '../live/lost-money.tsx'

const SignInHere = lazy(async () => ({ default: (await import('../pages/pay/sign-in-here.tsx')).SignInHere }))

/** Around all pages of the signed-in customer: the live connection. The hosted checkout asks to sign in at its own address. */
export const SignedIn = () => {
  const live = useSyncExternalStore(liveStore.subscribe, liveStore.get)
  if (!live) {
    return (
      <Suspense>
        <SignInHere />
      </Suspense>
    )
  }
  return (
    <LiveContext value={live}>
      <LostMoney />
      <Outlet />
    </LiveContext>
  )
}
