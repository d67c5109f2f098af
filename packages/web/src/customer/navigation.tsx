import {
  defaultParseSearch,
  Link as RouterLink,
  useCanGoBack,
  useNavigate,
  useParams,
  useRouter,
  useRouterState,
} from '@tanstack/react-router'
import { useCallback, type ComponentProps } from 'react'

/** An address inside the app, as `paths` makes it. */
export type Target = { to: string; search?: Record<string, unknown> }

type LinkProps = Target & {
  replace?: boolean
  /** Marks the link when this is the page that is shown. */
  current?: boolean
} & Omit<ComponentProps<'a'>, 'href'>

// The two apps of this package have a router each, and the library knows the types of one router only. The pages go
// through these four instead, and take every address from `paths`.

/** A link inside the app; the page behind it is fetched when a finger or pointer comes near. */
export const Link = ({ search = {}, current, ...rest }: LinkProps) => (
  <RouterLink {...rest} search={search as never} {...(current && { 'aria-current': 'page' as const })} />
)

/** Goes to another page: `go(paths.payment(id))`. `replace` leaves the present page out of the history. */
export const useGo = () => {
  const navigate = useNavigate()
  return useCallback(
    ({ to, search = {} }: Target, options: { replace?: boolean } = {}) =>
      void navigate({ to, search: search as never, ...options }),
    [navigate],
  )
}

/** Leaves a page whose work is done: back to where it was opened from, or to `otherwise` when it was opened first. */
export const useLeave = () => {
  const go = useGo()
  const router = useRouter()
  const canGoBack = useCanGoBack()
  return (otherwise: Target) => (canGoBack ? router.history.back() : go(otherwise, { replace: true }))
}

/** A part of the address, such as the id of the payment. */
export const usePathPart = (name: string): string => {
  const params: Record<string, string | undefined> = useParams({ strict: false })
  const value = params[name]
  if (value === undefined) throw new Error(`the address has no ${name}`)
  return value
}

/** The search of the address, as the route has checked it. */
export const useAddressSearch = <Search extends object>(): Partial<Search> => {
  const search: unknown = useRouterState({ select: (state): unknown => state.matches.at(-1)?.search })
  return search ?? {}
}

/** An address of this app as text, such as the one to return to after signing in, as a target; home for anything else. */
export const targetOf = (address: string | undefined): Target => {
  const url = address?.startsWith('/') ? URL.parse(address, location.origin) : null
  if (url?.origin !== location.origin) return { to: '/' }
  return { to: url.pathname, search: defaultParseSearch(url.search) }
}
