import type { Target } from './navigation.tsx'

/**
 * The addresses of the customer app, one function each, to spread into a Link or hand to navigate:
 * `<Link {...paths.payment(id)}>`.
 */
export const paths = {
  home: () => ({ to: '/', search: {} }),
  signIn: (back?: string) => ({ to: '/sign-in', search: back && back !== '/' ? { back } : {} }),
  signUp: () => ({ to: '/sign-up', search: {} }),
  bills: () => ({ to: '/bills', search: {} }),
  payment: (paymentId: string) => ({ to: `/payments/${paymentId}`, search: {} }),
  /** The same page as the end of paying, with a way home. */
  paid: (paymentId: string) => ({ to: `/payments/${paymentId}`, search: { done: true } }),
  topUpDetail: (topUpId: string) => ({ to: `/top-ups/${topUpId}`, search: {} }),
  pay: () => ({ to: '/pay', search: {} }),
  merchant: (merchantId: string) => ({ to: `/pay/${merchantId}`, search: {} }),
  checkout: (orderId: string) => ({ to: `/checkout/${orderId}`, search: {} }),
  cards: () => ({ to: '/cards', search: {} }),
  /** `order`: the order that waits to be paid, to return to afterwards. */
  addCard: (order?: string) => ({ to: '/cards/new', search: order ? { order } : {} }),
  /** `amount` in minor units of CNY: what the field starts with. */
  topUp: (options: { amount?: number; order?: string } = {}) => ({ to: '/top-up', search: options }),
  payPassword: (order?: string) => ({ to: '/payment-password', search: order ? { order } : {} }),
  support: () => ({ to: '/support', search: {} }),
  chat: (caseId: string) => ({ to: `/cases/${caseId}`, search: {} }),
  me: () => ({ to: '/me', search: {} }),
} satisfies Record<string, (...args: never[]) => Target>
