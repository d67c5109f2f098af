/** Registers the service worker once the page has settled: it must not compete with the first screen for the network. */
export const startServiceWorker = () => {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // A browser that refuses (private mode, plain http) runs the app as well without it.
    })
  })
}
