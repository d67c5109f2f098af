/** Registers the service worker once the page has settled: it must not compete with the first screen for the network. */
export const startServiceWorker = () => {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // A browser that refuses (private mode, plain http) runs the app as well without it.
    })
  }
  if (document.readyState === 'complete') register()
  else addEventListener('load', register, { once: true })
}
