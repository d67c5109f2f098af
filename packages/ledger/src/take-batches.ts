/** What an operation touches; `accounts` is null while its target has not been read. */
type Item = { id: string; target: string | null; accounts: readonly string[] | null }

/** Operations to be posted in one statement. */
export type Batch<T> = {
  tickets: T[]
  /** Ids that it uses and refers to. */
  names: Set<string>
  accounts: Set<string>
  /** It touches accounts that are not known yet, which could be any. */
  unknown: boolean
}

// Fewer operations are not worth a statement of their own while others are to come.
const LEAST = 8

/**
 * Takes the next batches from the queue, one for each of `free` lanes, from its front; what must wait stays queued, in
 * order. No two operations in one batch or under way at the same time use one id or refer to each other, and no two
 * batches touch the same account: so they never wait for each other in the database, and what is asked of one account is
 * posted in the order in which it was asked.
 */
export function takeBatches<T extends Item>(
  queue: T[],
  { underWay, free, limit }: { underWay: readonly Batch<T>[]; free: number; limit: number },
): Batch<T>[] {
  const batches = Array.from({ length: free }, (): Batch<T> => ({
    tickets: [],
    names: new Set(),
    accounts: new Set(),
    unknown: false,
  }))
  const [first] = batches
  if (!first || queue.length === 0 || underWay.some(({ unknown }) => unknown)) return batches
  // beside a batch under way, leave a fair share for the lane that will be free next
  const known = underWay.reduce((sum, { tickets }) => sum + tickets.length, queue.length)
  const share = Math.max(LEAST, Math.ceil(known / (free + underWay.length)))
  const most = underWay.length > 0 ? Math.min(limit, share) : limit
  const names = new Set<string>()
  const later = new Set<string>()
  const left: T[] = []
  let looked = 0
  for (const ticket of queue) {
    if (batches.every(({ tickets }) => tickets.length >= most)) break
    const { id, target, accounts } = ticket
    // unknown accounts can only go where everything else goes
    if (!accounts && (underWay.length > 0 || batches.some((batch) => batch !== first && batch.tickets.length > 0)))
      break
    if (first.unknown && first.tickets.length >= most) break
    looked += 1
    const own = target === null ? [id] : [id, target]
    const depends = own.some((name) => names.has(name) || underWay.some((batch) => batch.names.has(name)))
    for (const name of own) names.add(name)
    if (depends) {
      left.push(ticket)
      continue
    }
    const batch = accounts ? place(accounts, batches, underWay, later) : first
    if (!batch || batch.tickets.length >= most) {
      left.push(ticket)
      for (const account of accounts ?? []) later.add(account)
      continue
    }
    batch.tickets.push(ticket)
    for (const name of own) batch.names.add(name)
    if (accounts) for (const account of accounts) batch.accounts.add(account)
    else batch.unknown = true
  }
  queue.splice(0, looked, ...left)
  return batches
}

/** The one batch that may touch these accounts: where one of them is touched already, else the smallest. */
function place<T>(
  accounts: readonly string[],
  batches: readonly Batch<T>[],
  underWay: readonly Batch<T>[],
  later: ReadonlySet<string>,
): Batch<T> | null {
  let found: Batch<T> | null = null
  for (const account of accounts) {
    if (later.has(account) || underWay.some((batch) => batch.accounts.has(account))) return null
    for (const batch of batches) {
      if (!batch.accounts.has(account)) continue
      if (found && found !== batch) return null
      found = batch
    }
  }
  const [first] = batches
  if (found || !first || first.unknown) return found ?? first ?? null
  return batches.reduce((least, batch) => (batch.tickets.length < least.tickets.length ? batch : least))
}
