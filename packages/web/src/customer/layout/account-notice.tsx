import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { addTexts } from '#shared/i18n/start-i18n.ts'
import { apiQuery } from '#shared/api/query.ts'
import { securityTexts } from '../texts/load-security.ts'

// Few accounts need it: its code and its words are fetched for those only.
const Strip = lazy(async () => {
  const [{ AccountStrip }] = await Promise.all([import('./account-strip.tsx'), addTexts(securityTexts)])
  return { default: AccountStrip }
})

/** What every page says first about an account that is frozen or held. Nothing for guests, and on the pages that say it all. */
export const AccountNotice = () => {
  const { pathname } = useLocation()
  // Read before any page of a signed-in customer opens; guests ask for nothing here.
  const { data: me } = useQuery({ ...apiQuery('getMe', {}), enabled: false })
  if (!me || (me.frozen_at === null && me.outbound_hold === null)) return null
  if (pathname === '/security/frozen' || pathname === '/security/hold') return null
  return (
    <Suspense>
      <Strip me={me} />
    </Suspense>
  )
}
