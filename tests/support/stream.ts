import { WebSocket } from 'ws'
import type { ServerFrame, StreamEvent, StreamName } from '@topay/contract'

/** A program's view of the realtime stream: collects frames, waits for the one that a test looks for. */
export const openStream = async (url: string, token: string) => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const frames: ServerFrame[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as ServerFrame)
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })

  const waitFor = <T>(pick: (frame: ServerFrame) => T | undefined, what: string, timeoutMs = 10_000): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`did not arrive: ${what}; got ${JSON.stringify(frames).slice(0, 2_000)}`))
      }, timeoutMs)
      const look = (): void => {
        for (const frame of frames) {
          const found = pick(frame)
          if (found === undefined) continue
          clearTimeout(timer)
          waiting.delete(look)
          return resolve(found)
        }
      }
      waiting.add(look)
      look()
    })

  return {
    frames,
    send: (frame: unknown) => socket.send(JSON.stringify(frame)),
    subscribe: async (stream: StreamName, after: number | null = null): Promise<number> => {
      socket.send(JSON.stringify({ type: 'subscribe', stream, after }))
      return waitFor(
        (frame) => (frame.type === 'subscribed' && frame.stream === stream ? frame.head : undefined),
        `subscribed ${stream}`,
      )
    },
    event: <Type extends StreamEvent['type']>(
      type: Type,
      matches: (event: Extract<StreamEvent, { type: Type }>) => boolean = () => true,
    ) =>
      waitFor(
        (frame) =>
          frame.type === 'event' &&
          frame.event.type === type &&
          matches(frame.event as Extract<StreamEvent, { type: Type }>)
            ? (frame.event as Extract<StreamEvent, { type: Type }>)
            : undefined,
        type,
      ),
    waitFor,
    events: () => frames.flatMap((frame) => (frame.type === 'event' ? [frame] : [])),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    cut: () => socket.terminate(),
    close: () => socket.close(),
  }
}
