import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { isSignedOut } from '#shared/api/explain-error.ts'
import { createQueryClient } from '#shared/api/query-client.ts'
import { apiQuery } from '#shared/api/query.ts'
import { MissingPage, OpeningPage, RouteError } from './layout/route-states.tsx'
import { Root } from './layout/root.tsx'
import { endLive, startLive } from './live/live-store.ts'
import { paths } from './paths.ts'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: MissingPage,
})

/** Pages for people who are not signed in; those who are go home. */
const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'guest',
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(apiQuery('getMe', {})).catch(() => undefined)
    const { back } = location.search as { back?: unknown }
    if (me) throw redirect({ to: typeof back === 'string' && back.startsWith('/') ? back : '/', replace: true })
  },
})

/** Pages for the signed-in customer. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(apiQuery('getMe', {}))
      startLive(me, context.queryClient)
    } catch (error) {
      if (isSignedOut(error)) {
        const { to, search } = paths.signIn(location.href)
        throw redirect({ to, search: search as never, replace: true })
      }
      throw error
    }
  },
  component: lazyRouteComponent(() => import('./layout/signed-in.tsx'), 'SignedIn'),
})

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const minor = (value: unknown) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined)

const routeTree = rootRoute.addChildren([
  guestRoute.addChildren([
    createRoute({
      getParentRoute: () => guestRoute,
      path: '/sign-in',
      validateSearch: (search) => ({ back: text(search['back']) }),
      component: lazyRouteComponent(() => import('./pages/account/sign-in-page.tsx'), 'SignInPage'),
    }),
    createRoute({
      getParentRoute: () => guestRoute,
      path: '/sign-up',
      component: lazyRouteComponent(() => import('./pages/account/sign-up-page.tsx'), 'SignUpPage'),
    }),
  ]),
  signedInRoute.addChildren([
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/',
      component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/bills',
      validateSearch: (search) => ({
        q: text(search['q']),
        show: text(search['show']),
        month: text(search['month']),
        find: search['find'] === true ? true : undefined,
      }),
      component: lazyRouteComponent(() => import('./pages/bills/bills-page.tsx'), 'BillsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/payments/$paymentId',
      validateSearch: (search) => ({ done: search['done'] === true ? true : undefined }),
      component: lazyRouteComponent(() => import('./pages/payment/payment-page.tsx'), 'PaymentPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/top-ups/$topUpId',
      component: lazyRouteComponent(() => import('./pages/wallet/top-up-detail-page.tsx'), 'TopUpDetailPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/pay',
      component: lazyRouteComponent(() => import('./pages/pay/merchants-page.tsx'), 'MerchantsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/pay/$merchantId',
      component: lazyRouteComponent(() => import('./pages/pay/merchant-page.tsx'), 'MerchantPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/checkout/$orderId',
      component: lazyRouteComponent(() => import('./pages/pay/checkout-page.tsx'), 'CheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cards',
      component: lazyRouteComponent(() => import('./pages/wallet/cards-page.tsx'), 'CardsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cards/new',
      validateSearch: (search) => ({ order: text(search['order']) }),
      component: lazyRouteComponent(() => import('./pages/wallet/add-card-page.tsx'), 'AddCardPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/top-up',
      validateSearch: (search) => ({ amount: minor(search['amount']), order: text(search['order']) }),
      component: lazyRouteComponent(() => import('./pages/wallet/top-up-page.tsx'), 'TopUpPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/payment-password',
      validateSearch: (search) => ({ order: text(search['order']) }),
      component: lazyRouteComponent(() => import('./pages/account/payment-password-page.tsx'), 'PaymentPasswordPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/support',
      component: lazyRouteComponent(() => import('./pages/support/support-page.tsx'), 'SupportPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cases/$caseId',
      component: lazyRouteComponent(() => import('./pages/chat/chat-page.tsx'), 'ChatPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/me',
      component: lazyRouteComponent(() => import('./pages/account/me-page.tsx'), 'MePage'),
    }),
  ]),
])

/** The router and the cache of the app. When the session ends, what was read is forgotten and sign-in is shown. */
export const createApp = () => {
  const queryClient = createQueryClient(() => {
    const { pathname, href } = router.state.location
    if (pathname === '/sign-in' || pathname === '/sign-up') return
    endLive()
    queryClient.clear()
    const { to, search } = paths.signIn(href)
    void router.navigate({ to, search: search as never, replace: true })
  })
  const router = createRouter({
    routeTree,
    context: { queryClient },
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    // What has come is shown at once: nobody waits for a skeleton to have been seen long enough.
    defaultPendingMinMs: 0,
    defaultPendingComponent: OpeningPage,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: MissingPage,
  })
  return { router, queryClient }
}
