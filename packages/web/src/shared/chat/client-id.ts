/**
 * The id of a message from the moment it is written, before any server has seen it: a UUIDv7, so that ids sort by time.
 * It is also the Idempotency-Key of every try to send the message.
 */
export const newClientId = (now: number = Date.now()): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * Makes ids that strictly grow even within one millisecond, so that two messages sent in a burst keep their order
 * when they are read back from storage.
 */
export const createIdMaker = (now: () => number = Date.now): (() => string) => {
  let last = 0
  return () => {
    last = Math.max(now(), last + 1)
    return newClientId(last)
  }
}
