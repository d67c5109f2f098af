/** Pages without amounts: help, one's own settings and the network test stay open while money is hidden. */
const WITHOUT = new Set(['support', 'cases', 'me', 'network', 'payment-password', 'security', 'verification'])

/** Whether a page is hidden after the app lay idle. Pages that nobody has listed are: forgetting one hides it. */
export const showsMoney = (pathname: string): boolean => !WITHOUT.has(pathname.split('/')[1] ?? '')
