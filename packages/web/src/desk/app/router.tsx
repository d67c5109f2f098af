import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { allows } from '@topay/contract/web'
import { isSignedOut } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { createQueryClient } from '#shared/api/query-client.ts'
import { isView } from '../inbox/views.ts'
import { InboxPage } from '../inbox/inbox-page.tsx'
import { DayPage } from '../reconciliation/day-page.tsx'
import { DaysPage } from '../reconciliation/days-page.tsx'
import { SetUpPage } from '../session/set-up-page.tsx'
import { SingleSignOnPage } from '../session/single-sign-on-page.tsx'
import { SignInPage } from '../session/sign-in-page.tsx'
import { TeamPage } from '../team/team-page.tsx'
import { DeskShell } from './desk-shell.tsx'
import { NotFoundPage, PageError } from './page-error.tsx'

/** The session ended while a page was open: sign in, then come back to it. */
const goToSignIn = () => {
  if (router.state.location.pathname.startsWith('/sign-in')) return
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } })
}

export const queryClient = createQueryClient(goToSignIn)

type Context = { queryClient: QueryClient }

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
})

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: textOf(search['next']),
  }),
})

const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: SetUpPage,
  validateSearch: (search: Record<string, unknown>): { token?: string | undefined } => ({
    token: textOf(search['token']),
  }),
})

/** Where the identity provider sends browsers back. */
const singleSignOnRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/single-sign-on',
  component: SingleSignOnPage,
})

/** Everything that needs a signed-in member of staff. */
const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'staff',
  component: DeskShell,
  beforeLoad: async ({ context, location }) => {
    try {
      return { staff: await context.queryClient.ensureQueryData(apiQuery('getStaffMe', {})) }
    } catch (error) {
      if (!isSignedOut(error)) throw error
      throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } })
    }
  },
})

const homeRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw allows(context.staff.roles, 'cases.read')
      ? redirect({ to: '/inbox/$view', params: { view: 'mine' } })
      : redirect({ to: '/team' })
  },
})

const viewRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbox/$view',
  component: InboxPage,
  beforeLoad: ({ context, params }) => {
    if (!allows(context.staff.roles, 'cases.read')) throw redirect({ to: '/team' })
    if (!isView(params.view)) throw redirect({ to: '/inbox/$view', params: { view: 'mine' } })
  },
})

/** The same page: the list stays where it is while conversations change. */
const caseRoute = createRoute({ getParentRoute: () => viewRoute, path: '/$caseId' })

const teamRoute = createRoute({ getParentRoute: () => staffRoute, path: '/team', component: TeamPage })

/** Only for whoever may read it. */
const reconciliationRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/reconciliation',
  beforeLoad: ({ context }) => {
    if (!allows(context.staff.roles, 'reconciliation.read')) throw redirect({ to: '/' })
  },
})

const daysRoute = createRoute({ getParentRoute: () => reconciliationRoute, path: '/', component: DaysPage })

const dayRoute = createRoute({ getParentRoute: () => reconciliationRoute, path: '/$date', component: DayPage })

export const router = createRouter({
  basepath: '/desk',
  context: { queryClient },
  defaultPreload: false,
  routeTree: rootRoute.addChildren([
    signInRoute,
    setUpRoute,
    singleSignOnRoute,
    staffRoute.addChildren([
      homeRoute,
      viewRoute.addChildren([caseRoute]),
      reconciliationRoute.addChildren([daysRoute, dayRoute]),
      teamRoute,
    ]),
  ]),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
