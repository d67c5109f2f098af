import { createRealtime } from './realtime.ts'
import type { Realtime, Socket, SocketEvents } from './realtime.ts'

const connect = (on: SocketEvents): Socket => {
  const url = new URL('/api/v1/stream', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  socket.addEventListener('open', on.opened)
  socket.addEventListener('message', (event: MessageEvent<unknown>) => on.received(event.data))
  socket.addEventListener('close', on.closed)
  return socket
}

/**
 * Realtime over the browser's WebSocket and the session cookie. Started at once; follows the network and the page's
 * being seen. Returns it with a function that ends it.
 */
export const startBrowserRealtime = (): { realtime: Realtime; end: () => void } => {
  const realtime = createRealtime({
    connect,
    isOnline: () => navigator.onLine,
    now: Date.now,
    later: (run, ms) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
  const seen = () => {
    if (document.visibilityState === 'visible') realtime.wake()
  }
  addEventListener('online', realtime.wake)
  addEventListener('offline', realtime.offline)
  document.addEventListener('visibilitychange', seen)
  realtime.start()
  return {
    realtime,
    end: () => {
      removeEventListener('online', realtime.wake)
      removeEventListener('offline', realtime.offline)
      document.removeEventListener('visibilitychange', seen)
      realtime.stop()
    },
  }
}
