import { client } from '#shared/api/client.ts'

/** An answer that takes longer than this, in ms, is slow: a payment asks several such questions. */
const SLOW = 1_500
/** How long an answer is waited for, in ms. */
const WAIT = 8_000

export type NetworkResult = {
  verdict: 'offline' | 'unreachable' | 'slow' | 'maintenance' | 'ok'
  /** How long our server took to answer, in ms; null when it did not. */
  ms: number | null
  maintenance_until: string | null
  /** When it was tested, in ms. */
  at: number
}

type Tools = {
  online: () => boolean
  ask: (signal: AbortSignal) => Promise<{ maintenance_until: string | null }>
  now: () => number
}

const browser: Tools = {
  online: () => navigator.onLine,
  ask: (signal) => client('getServiceStatus', { signal }),
  now: () => performance.now(),
}

/**
 * Looks before anybody says "network": is the device connected, does our server answer, how quickly, and does it take
 * payments? The better of two answers counts, since the first one may have to open the connection.
 */
export const testNetwork = async ({ online, ask, now }: Tools = browser): Promise<NetworkResult> => {
  const at = Date.now()
  if (!online()) return { verdict: 'offline', ms: null, maintenance_until: null, at }
  const once = async () => {
    const start = now()
    const { maintenance_until } = await ask(AbortSignal.timeout(WAIT))
    return { ms: Math.max(1, Math.round(now() - start)), maintenance_until }
  }
  try {
    const first = await once()
    const second = await once().catch(() => first)
    const ms = Math.min(first.ms, second.ms)
    const { maintenance_until } = second
    if (maintenance_until !== null) return { verdict: 'maintenance', ms, maintenance_until, at }
    return { verdict: ms > SLOW ? 'slow' : 'ok', ms, maintenance_until, at }
  } catch {
    return { verdict: online() ? 'unreachable' : 'offline', ms: null, maintenance_until: null, at }
  }
}
