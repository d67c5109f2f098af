import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { addTexts } from '#shared/i18n/start-i18n.ts'
import { idleStore } from '../live/idle-store.ts'
import { LiveContext } from '../live/live-context.ts'
import { liveStore } from '../live/live-store.ts'
import { LostMoney } from '../live/lost-money.tsx'
import { useMe } from '../parts/use-me.ts'
import { accountTexts } from '../texts/load-account.ts'
import { showsMoney } from './shows-money.ts'

const SignInHere = lazy(async () => ({ default: (await import('../pages/pay/sign-in-here.tsx')).SignInHere }))
const IdleLock = lazy(async () => {
  const [{ IdleLock: page }] = await Promise.all([import('../pages/idle-lock/idle-lock.tsx'), addTexts(accountTexts)])
  return { default: page }
})

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
      <Guarded />
    </LiveContext>
  )
}

/** How often the clock is looked at, in ms. */
const LOOK_EVERY = 10_000

/** Hides the pages with money when nobody touched the app for a while, from whoever has a payment password to open them. */
const Guarded = () => {
  const me = useMe()
  const { pathname } = useLocation()
  const locked = useSyncExternalStore(idleStore.subscribe, idleStore.isLocked)
  useEffect(() => {
    const look = idleStore.look
    look()
    idleStore.touch()
    const timer = setInterval(look, LOOK_EVERY)
    document.addEventListener('visibilitychange', look)
    const touches = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
    for (const touch of touches) addEventListener(touch, idleStore.touch, { passive: true, capture: true })
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      for (const touch of touches) removeEventListener(touch, idleStore.touch, { capture: true })
    }
  }, [])
  if (locked && me.payment_password !== 'unset' && showsMoney(pathname)) {
    return (
      <Suspense>
        <IdleLock />
      </Suspense>
    )
  }
  return (
    <>
      <LostMoney />
      <Outlet />
    </>
  )
}
