/**
 * Idempotency keys of one kind of action. A press of the button that follows a lost answer must not pay twice:
 * the same content keeps its key until the outcome is known, other content gets a new one.
 */
export type Keyring = {
  /** The key to send this content with. */
  keyFor: (content: unknown) => string
  /** The outcome is known (done, or refused for good): the next press is a new action, even with the same content. */
  settled: () => void
}

export const createKeyring = (newKey: () => string = () => crypto.randomUUID()): Keyring => {
  let open: { content: string; key: string } | null = null
  return {
    keyFor: (content) => {
      const written = JSON.stringify(content)
      if (open?.content !== written) open = { content: written, key: newKey() }
      return open.key
    },
    settled: () => {
      open = null
    },
  }
}
