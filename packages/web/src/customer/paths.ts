import type { Input } from '@topay/contract/web'
import type { Target } from './navigation.tsx'
import type { BillFilter } from './pages/bills/bill-filter.ts'

export type RecoveryReason = Input<'requestUnlock'>['body']['reason']
const RECOVERY_REASONS: readonly RecoveryReason[] = ['locked', 'lost_address', 'lost_factors', 'taken_over', 'other']

/** A reason out of an address; undefined for anything else. */
export const recoveryReason = (value: unknown): RecoveryReason | undefined =>
  RECOVERY_REASONS.find((reason) => reason === value)

/**
 * The addresses of the customer app, one function each, to spread into a Link or hand to navigate:
 * `<Link {...paths.payment(id)}>`.
 */
export const paths = {
  home: () => ({ to: '/', search: {} }),
  signIn: (back?: string) => ({ to: '/sign-in', search: back && back !== '/' ? { back } : {} }),
  /** The forgotten password. */
  reset: () => ({ to: '/reset', search: {} }),
  /** The way back when no code arrives any more. `reason`: what the account needs, as far as the page before knows. */
  recovery: (reason?: RecoveryReason) => ({ to: '/recovery', search: reason ? { reason } : {} }),
  signUp: () => ({ to: '/sign-up', search: {} }),
  /** Narrowed as the filter says. */
  bills: (filter: BillFilter = {}) => ({ to: '/bills', search: filter }),
  bill: (transactionId: string) => ({ to: `/bills/${transactionId}`, search: {} }),
  /** `month`: 2026-11; this one when left out. */
  spending: (month?: string) => ({ to: '/bills/spending', search: month ? { month } : {} }),
  payment: (paymentId: string) => ({ to: `/payments/${paymentId}`, search: {} }),
  /** The same page as the end of paying, with a way home. */
  paid: (paymentId: string) => ({ to: `/payments/${paymentId}`, search: { done: true } }),
  topUpDetail: (topUpId: string) => ({ to: `/top-ups/${topUpId}`, search: {} }),
  pay: () => ({ to: '/pay', search: {} }),
  merchant: (merchantId: string) => ({ to: `/pay/${merchantId}`, search: {} }),
  /** `method`: the way to pay that is picked; `verify`: ask for the second factor at once. */
  checkout: (orderId: string, options: { method?: 'balance' | 'card'; verify?: true } = {}) => ({
    to: `/checkout/${orderId}`,
    search: options,
  }),
  /** The same page, only to see how the order stands. */
  orderStatus: (orderId: string) => ({ to: `/checkout/${orderId}`, search: {} }),
  transfer: () => ({ to: '/transfer', search: {} }),
  /** `amount` in minor units; `request`: the request for money that it pays. */
  sendTo: (payeeId: string, options: { amount?: number; request?: string; verify?: true } = {}) => ({
    to: `/transfer/${payeeId}`,
    search: options,
  }),
  transferDetail: (transferId: string) => ({ to: `/transfers/${transferId}`, search: {} }),
  /** The same page as the end of sending, with a way home. */
  sent: (transferId: string) => ({ to: `/transfers/${transferId}`, search: { done: true } }),
  receive: () => ({ to: '/receive', search: {} }),
  /** What a receive code leads to. */
  toCode: (code: string, amount?: number) => ({ to: `/to/${code}`, search: amount ? { amount } : {} }),
  requests: () => ({ to: '/requests', search: {} }),
  request: (requestId: string) => ({ to: `/requests/${requestId}`, search: {} }),
  ask: (payeeId?: string) => ({ to: '/requests/new', search: payeeId ? { payee: payeeId } : {} }),
  scan: () => ({ to: '/scan', search: {} }),
  withdraw: (options: { amount?: number; card?: string; verify?: true } = {}) => ({ to: '/withdraw', search: options }),
  withdrawal: (withdrawalId: string) => ({ to: `/withdrawals/${withdrawalId}`, search: {} }),
  limits: () => ({ to: '/limits', search: {} }),
  network: () => ({ to: '/network', search: {} }),
  cards: () => ({ to: '/cards', search: {} }),
  /** `order`: the order that waits to be paid, to return to afterwards. */
  addCard: (order?: string) => ({ to: '/cards/new', search: order ? { order } : {} }),
  /** `amount` in minor units of CNY: what the field starts with. */
  topUp: (options: { amount?: number; order?: string } = {}) => ({ to: '/top-up', search: options }),
  payPassword: (order?: string) => ({ to: '/payment-password', search: order ? { order } : {} }),
  /** A forgotten or locked payment password. */
  resetPayPassword: () => ({ to: '/payment-password/reset', search: {} }),
  security: () => ({ to: '/security', search: {} }),
  changePassword: () => ({ to: '/security/password', search: {} }),
  twoFactor: () => ({ to: '/security/two-factor', search: {} }),
  passkeys: () => ({ to: '/security/passkeys', search: {} }),
  devices: () => ({ to: '/security/devices', search: {} }),
  securityHistory: () => ({ to: '/security/history', search: {} }),
  addresses: () => ({ to: '/security/addresses', search: {} }),
  phrase: () => ({ to: '/security/phrase', search: {} }),
  frozen: () => ({ to: '/security/frozen', search: {} }),
  hold: () => ({ to: '/security/hold', search: {} }),
  ownData: () => ({ to: '/security/data', search: {} }),
  closeAccount: () => ({ to: '/security/close', search: {} }),
  /** `month`: 2026-10 */
  monthReview: (month: string) => ({ to: `/month-review/${month}`, search: {} }),
  verification: () => ({ to: '/verification', search: {} }),
  support: () => ({ to: '/support', search: {} }),
  chat: (caseId: string) => ({ to: `/cases/${caseId}`, search: {} }),
  me: () => ({ to: '/me', search: {} }),
} satisfies Record<string, (...args: never[]) => Target>
