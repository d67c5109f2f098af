import type { Receipts } from '@topay/contract'

type UpTo = { delivered: number; read: number }

export type MarkerParts = {
  mark: (caseId: string, upTo: { delivered_seq: number; read_seq?: number }) => Promise<Receipts>
  done: (caseId: string, receipts: Receipts) => void
  later: (run: () => void, ms: number) => () => void
}

/** How long a failed mark waits before it is told again, in milliseconds. */
const AGAIN_MS = 5_000

/**
 * Tells the server how far messages were received and read. Only growth is told, one call of a case at a time;
 * what comes up meanwhile is told with the next one, so a burst of messages costs two calls and not one each.
 */
export const createMarker = (parts: MarkerParts) => {
  const told = new Map<string, UpTo>()
  const wanted = new Map<string, UpTo>()
  const busy = new Set<string>()
  const nothing: UpTo = { delivered: 0, read: 0 }

  const run = async (caseId: string): Promise<void> => {
    const want = wanted.get(caseId) ?? nothing
    const have = told.get(caseId) ?? nothing
    if (busy.has(caseId) || (want.delivered <= have.delivered && want.read <= have.read)) return
    busy.add(caseId)
    try {
      const receipts = await parts.mark(caseId, {
        delivered_seq: want.delivered,
        ...(want.read > have.read && { read_seq: want.read }),
      })
      told.set(caseId, want)
      parts.done(caseId, receipts)
      busy.delete(caseId)
      await run(caseId)
    } catch {
      parts.later(() => {
        busy.delete(caseId)
        void run(caseId)
      }, AGAIN_MS)
    }
  }

  return {
    mark: (caseId: string, seq: number, how: 'delivered' | 'read'): void => {
      const want = wanted.get(caseId) ?? nothing
      wanted.set(caseId, {
        delivered: Math.max(want.delivered, seq),
        read: how === 'read' ? Math.max(want.read, seq) : want.read,
      })
      void run(caseId)
    },
  }
}
