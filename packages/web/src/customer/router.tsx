import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
  type RouteComponent,
} from '@tanstack/react-router'
import { isSignedOut } from '#shared/api/explain-error.ts'
import { createQueryClient } from '#shared/api/query-client.ts'
import { apiQuery } from '#shared/api/query.ts'
import { addTexts } from '#shared/i18n/start-i18n.ts'
import { MissingPage, OpeningPage, RouteError } from './layout/route-states.tsx'
import { Root } from './layout/root.tsx'
import { lazyPage } from './lazy-page.ts'
import { idleStore } from './live/idle-store.ts'
import { endLive, startLive } from './live/live-store.ts'
import { targetOf } from './navigation.tsx'
import { filterOf } from './pages/bills/bill-filter.ts'
import { paths, recoveryReason } from './paths.ts'
import { securityRoutes } from './security-routes.ts'
import { accountTexts } from './texts/load-account.ts'
import { billsTexts } from './texts/load-bills.ts'
import { moneyTexts } from './texts/load.ts'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: MissingPage,
})

/** Pages that ask to sign in at their own address. */
const signsInPlace = (pathname: string) => pathname.startsWith('/checkout/')

/** Pages for which nobody needs to be signed in: what is refused there says nothing about the session. */
const isOpen = (pathname: string) => /^\/(sign-in|sign-up|reset|recovery|not-me)(\/|$)/.test(pathname)

/** A page of the chunk that moves money: its words come with it. */
const moneyPage = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyPage(async () => {
    const [page] = await Promise.all([load(), addTexts(moneyTexts)])
    return page
  }, name)

/** A page of the bills, with its words. */
const billsPage = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyPage(async () => {
    const [page] = await Promise.all([load(), addTexts(billsTexts)])
    return page
  }, name)

/** A page of signing in and getting back in, with its words. */
const accountPage = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyPage(async () => {
    const [page] = await Promise.all([load(), addTexts(accountTexts)])
    return page
  }, name)

/** Pages for people who are not signed in; those who are go home. */
const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'guest',
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(apiQuery('getMe', {})).catch(() => undefined)
    const { back } = location.search as { back?: unknown }
    if (me)
      throw redirect({ ...(targetOf(typeof back === 'string' ? back : undefined) as { to: string }), replace: true })
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
        // Whoever comes from a shop signs in where they are, and sees the order next.
        if (signsInPlace(location.pathname)) {
          await Promise.all([addTexts(moneyTexts), addTexts(accountTexts)])
          return
        }
        const { to, search } = paths.signIn(location.href)
        throw redirect({ to, search: search as never, replace: true })
      }
      throw error
    }
  },
  component: lazyPage(() => import('./layout/signed-in.tsx'), 'SignedIn'),
})

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const minor = (value: unknown) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined)

const yes = (value: unknown) => (value === true ? true : undefined)

const routeTree = rootRoute.addChildren([
  guestRoute.addChildren([
    createRoute({
      getParentRoute: () => guestRoute,
      path: '/sign-in',
      validateSearch: (search) => ({ back: text(search['back']) }),
      component: accountPage(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
    }),
    createRoute({
      getParentRoute: () => guestRoute,
      path: '/sign-up',
      component: lazyPage(() => import('./pages/account/sign-up-page.tsx'), 'SignUpPage'),
    }),
  ]),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/reset',
    component: accountPage(() => import('./pages/reset/reset-page.tsx'), 'ResetPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/reset/$resetId',
    component: accountPage(() => import('./pages/reset/reset-page.tsx'), 'ResetPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/recovery',
    validateSearch: (search) => ({ reason: recoveryReason(search['reason']) }),
    component: accountPage(() => import('./pages/recovery/recovery-page.tsx'), 'RecoveryPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/not-me/$token',
    component: accountPage(() => import('./pages/not-me/not-me-page.tsx'), 'NotMePage'),
  }),
  signedInRoute.addChildren([
    ...securityRoutes(() => signedInRoute),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/',
      component: lazyPage(() => import('./pages/home/home-page.tsx'), 'HomePage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/bills',
      validateSearch: (search) => ({ ...filterOf(search), find: yes(search['find']) }),
      component: billsPage(() => import('./pages/bills/bills-page.tsx'), 'BillsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/bills/spending',
      validateSearch: (search) => ({ month: filterOf(search).month }),
      component: billsPage(() => import('./pages/bills/spending-page.tsx'), 'SpendingPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/bills/$transactionId',
      component: billsPage(() => import('./pages/bills/bill-page.tsx'), 'BillPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/payments/$paymentId',
      validateSearch: (search) => ({ done: search['done'] === true ? true : undefined }),
      component: moneyPage(() => import('./pages/payment/payment-page.tsx'), 'PaymentPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/top-ups/$topUpId',
      component: lazyPage(() => import('./pages/wallet/top-up-detail-page.tsx'), 'TopUpDetailPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/pay',
      component: moneyPage(() => import('./pages/pay/merchants-page.tsx'), 'MerchantsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/pay/$merchantId',
      component: lazyPage(() => import('./pages/pay/merchant-page.tsx'), 'MerchantPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/checkout/$orderId',
      validateSearch: (search) => ({
        method: search['method'] === 'card' || search['method'] === 'balance' ? search['method'] : undefined,
        verify: search['verify'] === true ? true : undefined,
      }),
      component: moneyPage(() => import('./pages/pay/checkout-page.tsx'), 'CheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cards',
      component: moneyPage(() => import('./pages/wallet/cards-page.tsx'), 'CardsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cards/new',
      validateSearch: (search) => ({ order: text(search['order']) }),
      component: lazyPage(() => import('./pages/wallet/add-card-page.tsx'), 'AddCardPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/top-up',
      validateSearch: (search) => ({ amount: minor(search['amount']), order: text(search['order']) }),
      component: moneyPage(() => import('./pages/wallet/top-up-page.tsx'), 'TopUpPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/transfer',
      component: moneyPage(() => import('./pages/transfer/transfer-page.tsx'), 'TransferPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/transfer/$payeeId',
      validateSearch: (search) => ({
        amount: minor(search['amount']),
        request: text(search['request']),
        verify: yes(search['verify']),
      }),
      component: moneyPage(() => import('./pages/transfer/send-page.tsx'), 'SendPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/transfers/$transferId',
      validateSearch: (search) => ({ done: yes(search['done']) }),
      component: moneyPage(() => import('./pages/transfer/transfer-detail-page.tsx'), 'TransferDetailPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/to/$code',
      validateSearch: (search) => ({ amount: minor(search['amount']) }),
      component: moneyPage(() => import('./pages/transfer/to-code-page.tsx'), 'ToCodePage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/m/$merchantId',
      beforeLoad: ({ params }) => {
        const { to } = paths.merchant(params.merchantId)
        throw redirect({ to, replace: true })
      },
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/receive',
      component: moneyPage(() => import('./pages/receive/receive-page.tsx'), 'ReceivePage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/requests',
      component: moneyPage(() => import('./pages/receive/requests-page.tsx'), 'RequestsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/requests/new',
      validateSearch: (search) => ({ payee: text(search['payee']) }),
      component: moneyPage(() => import('./pages/receive/ask-page.tsx'), 'AskPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/requests/$requestId',
      component: moneyPage(() => import('./pages/receive/request-page.tsx'), 'RequestPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/scan',
      component: moneyPage(() => import('./pages/scan/scan-page.tsx'), 'ScanPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/withdraw',
      validateSearch: (search) => ({
        amount: minor(search['amount']),
        card: text(search['card']),
        verify: yes(search['verify']),
      }),
      component: moneyPage(() => import('./pages/withdraw/withdraw-page.tsx'), 'WithdrawPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/withdrawals/$withdrawalId',
      component: moneyPage(() => import('./pages/withdraw/withdrawal-page.tsx'), 'WithdrawalPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/limits',
      component: moneyPage(() => import('./pages/limits/limits-page.tsx'), 'LimitsPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/network',
      component: moneyPage(() => import('./pages/network/network-page.tsx'), 'NetworkPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/payment-password',
      validateSearch: (search) => ({ order: text(search['order']) }),
      component: lazyPage(() => import('./pages/account/payment-password-page.tsx'), 'PaymentPasswordPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/support',
      component: lazyPage(() => import('./pages/support/support-page.tsx'), 'SupportPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/cases/$caseId',
      component: lazyPage(() => import('./pages/chat/chat-page.tsx'), 'ChatPage'),
    }),
    createRoute({
      getParentRoute: () => signedInRoute,
      path: '/me',
      component: lazyPage(() => import('./pages/account/me-page.tsx'), 'MePage'),
    }),
  ]),
])

/** The router and the cache of the app. When the session ends, what was read is forgotten and sign-in is shown. */
export const createApp = () => {
  const queryClient = createQueryClient(() => {
    const { pathname, href } = router.state.location
    if (isOpen(pathname)) return
    endLive()
    queryClient.clear()
    if (signsInPlace(pathname)) return
    const { to, search } = paths.signIn(href)
    void router.navigate({ to, search: search as never, replace: true })
  }, idleStore.lock)
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
  // The network test is needed most when nothing can be fetched any more: it is here before.
  const later = (work: () => void) =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(work) : setTimeout(work, 2_000)
  later(() => void router.preloadRoute({ to: paths.network().to }).catch(() => undefined))
  return { router, queryClient }
}
