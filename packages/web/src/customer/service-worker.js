// The service worker of the customer app. It keeps the app's own files, so that the app opens without a network, and
// nothing else: answers of the API hold people's money and words and are never stored.
// The build puts in the version and the list of files (vite.config.ts).
const VERSION = '__VERSION__'
const FILES = [/* __FILES__ */]
const CACHE = `topay-${VERSION}`
const SHELL = '/'
const OFFLINE = '/offline.html'

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll([SHELL, OFFLINE, '/boot.js', '/manifest.webmanifest', '/icons/favicon.svg', ...FILES]),
      )
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('topay-') && name !== CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  )
})

const stored = async (request) => (await caches.open(CACHE)).match(request, { ignoreVary: true })

/** The page itself comes from the network whenever there is one, so that a new version shows at once. */
const openPage = async (request) => {
  try {
    return await fetch(request)
  } catch {
    return (await stored(SHELL)) ?? (await stored(OFFLINE)) ?? Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (/^\/(api|desk|healthz|readyz)(\/|$)/.test(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(openPage(request))
  // Names of built files carry their content's hash: what is stored under a name never changes.
  else if (url.pathname.startsWith('/assets/')) {
    event.respondWith(stored(request).then((found) => found ?? fetch(request)))
  } else event.respondWith(fetch(request).catch(async () => (await stored(request)) ?? Response.error()))
})
