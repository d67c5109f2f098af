import { createRoute, type AnyRoute, type RouteComponent } from '@tanstack/react-router'
import { addTexts } from '#shared/i18n/start-i18n.ts'
import { lazyPage } from './lazy-page.ts'
import { securityTexts } from './texts/load-security.ts'

const page = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyPage(async () => {
    const [loaded] = await Promise.all([load(), addTexts(securityTexts)])
    return loaded
  }, name)

const pages = () =>
  [
    ['/security', page(() => import('./pages/security/checkup-page.tsx'), 'CheckupPage')],
    ['/security/password', page(() => import('./pages/security/password-page.tsx'), 'PasswordPage')],
    ['/security/two-factor', page(() => import('./pages/security/two-factor-page.tsx'), 'TwoFactorPage')],
    ['/security/passkeys', page(() => import('./pages/security/passkeys-page.tsx'), 'PasskeysPage')],
    ['/security/devices', page(() => import('./pages/security/devices-page.tsx'), 'DevicesPage')],
    ['/security/history', page(() => import('./pages/security/history-page.tsx'), 'HistoryPage')],
    ['/security/addresses', page(() => import('./pages/security/addresses-page.tsx'), 'AddressesPage')],
    ['/security/phrase', page(() => import('./pages/security/phrase-page.tsx'), 'PhrasePage')],
    ['/security/frozen', page(() => import('./pages/security/frozen-page.tsx'), 'FrozenPage')],
    ['/security/hold', page(() => import('./pages/security/hold-page.tsx'), 'HoldPage')],
    ['/security/data', page(() => import('./pages/security/data-page.tsx'), 'DataPage')],
    ['/security/close', page(() => import('./pages/security/close-page.tsx'), 'ClosePage')],
    ['/payment-password/reset', page(() => import('./pages/security/reset-pin-page.tsx'), 'ResetPinPage')],
    // Shows amounts: not under /security, whose pages stay open while money is hidden.
    ['/month-review/$month', page(() => import('./pages/security/month-page.tsx'), 'MonthPage')],
    ['/verification', page(() => import('./pages/verification/verification-page.tsx'), 'VerificationPage')],
  ] as const

/** The pages about the safety of the account, with their words. */
export const securityRoutes = (getParentRoute: () => AnyRoute) =>
  pages().map(([path, component]) => createRoute({ getParentRoute, path, component }))
