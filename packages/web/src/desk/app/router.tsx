import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { allows } from '@topay/contract/web'
import { isSignedOut } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { createQueryClient } from '#shared/api/query-client.ts'
import { AccountPage } from '../account/account-page.tsx'
import { ApprovalsPage } from '../identity/approvals-page.tsx'
import { RecoveryPage } from '../identity/recovery-page.tsx'
import { RecoveryQueue, VerificationQueue } from '../identity/review-queues.tsx'
import { VerificationPage } from '../identity/verification-page.tsx'
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

const accountRoute = createRoute({ getParentRoute: () => staffRoute, path: '/account', component: AccountPage })

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

/** Reviews of identity documents, and what waits for a second person; each for whoever may read it. */
const identityRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/identity',
  beforeLoad: ({ context, location }) => {
    const { roles } = context.staff
    const reviews = allows(roles, 'identity.review')
    const approves = allows(roles, 'approvals.read')
    const toApprovals = location.pathname.replace(/^\/desk/, '').startsWith('/identity/approvals')
    if (!reviews && !approves) throw redirect({ to: '/' })
    if (!reviews && !toApprovals) throw redirect({ to: '/identity/approvals' })
  },
})

const identityHomeRoute = createRoute({
  getParentRoute: () => identityRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/identity/verifications' })
  },
})

const identityRoutes = [
  identityHomeRoute,
  createRoute({ getParentRoute: () => identityRoute, path: '/verifications', component: VerificationQueue }),
  createRoute({
    getParentRoute: () => identityRoute,
    path: '/verifications/$verificationId',
    component: VerificationPage,
  }),
  createRoute({ getParentRoute: () => identityRoute, path: '/recoveries', component: RecoveryQueue }),
  createRoute({ getParentRoute: () => identityRoute, path: '/recoveries/$recoveryId', component: RecoveryPage }),
  createRoute({ getParentRoute: () => identityRoute, path: '/approvals', component: ApprovalsPage }),
] as const

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
      identityRoute.addChildren(identityRoutes),
      teamRoute,
      accountRoute,
    ]),
  ]),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
