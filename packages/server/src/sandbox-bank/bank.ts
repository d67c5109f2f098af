import { createHmac, randomBytes } from 'node:crypto'
import { createCallbacks, type Progress } from './callbacks.ts'
import { cardDigits, issuerOf, triggerOfCard } from './cards.ts'
import { type Journal, openJournal } from './journal.ts'
import { declined, newOperation } from './new-operation.ts'
import { keyOf, movedAt, type Operation, type State, stateAt } from './operations.ts'
import { startOfDay, statementOf } from './statement.ts'
import {
  type Behaviour,
  behaviourOf,
  bankMessages,
  LINK_REFUSED,
  type OperationKind,
  triggerOfAmount,
} from './triggers.ts'

type CardRow = { token: string; bank_name: { zh: string; en: string }; last4: string; kind: 'debit' | 'credit' }
/** A debit as banks before payouts wrote it down. */
type DebitEntry = { type: 'debit'; debit: Omit<Operation, 'kind' | 'asked_at'> }
type Entry =
  | { type: 'key'; key: string }
  | { type: 'card'; card: CardRow; trigger: string | null }
  | { type: 'operation'; operation: Operation }
  | { type: 'clock'; offset_ms: number }
  | { type: 'downtime'; until: number }
  | DebitEntry
  | Progress

export type LinkAnswer = { ok: true; card: CardRow } | { ok: false; error: 'number_invalid' | 'card_refused' }
export type Answer =
  | { kind: 'answer'; state: State; slow?: true }
  | { kind: 'silent' | 'cut' }
  | {
      kind: 'refused'
      error: 'bank_down' | 'unavailable' | 'id_reused' | 'expired' | 'refund_exceeds' | 'debit_not_charged'
    }

type Asked = {
  id: string
  amount: number
  currency: string
  expires_at?: string | undefined
  notify_url?: string | undefined
}
/** What is asked for. `token`: the card that pays or is paid; a refund goes to the card of its debit. */
export type BankRequest = Asked & ({ kind: 'debit' | 'payout'; token: string } | { kind: 'refund'; debit_id: string })

const refused = (error: (Answer & { kind: 'refused' })['error']): Answer => ({ kind: 'refused', error })

/**
 * The sandbox bank itself, over a journal in `folder`: every card and every operation is on disk before it is answered. `lateMs` is how long an operation
 * stays undecided that is decided late. Card numbers are never kept: a token is derived from the number with a key of the folder's own. With
 * `callbackSecret` (whsec_...) it tells what it decided to those who gave an address.
 */
export const openBank = (options: {
  folder: string
  lateMs: number
  callbackSecret?: string | undefined
  callbackPauseMs?: number
}) => {
  const journal: Journal<Entry> = openJournal(options.folder)
  const cards = new Map<string, { card: CardRow; trigger: string | null }>()
  const operations = new Map<string, Operation>()
  const refundsOf = new Map<string, Operation[]>()
  const progress = new Map<string, Progress>()
  let key = ''
  let offsetMs = 0
  let downUntil = 0

  const remember = (operation: Operation): void => {
    operations.set(keyOf(operation.kind, operation.id), operation)
    if (operation.debit_id === undefined) return
    const others = refundsOf.get(operation.debit_id)
    if (others) others.push(operation)
    else refundsOf.set(operation.debit_id, [operation])
  }
  for (const entry of journal.entries) {
    if (entry.type === 'key') key = entry.key
    else if (entry.type === 'card') cards.set(entry.card.token, entry)
    else if (entry.type === 'operation') remember(entry.operation)
    else if (entry.type === 'debit') remember({ ...entry.debit, kind: 'debit', asked_at: entry.debit.decided_at })
    else if (entry.type === 'callback') progress.set(entry.of, entry)
    else if (entry.type === 'clock') offsetMs = entry.offset_ms
    else downUntil = entry.until
  }
  if (key === '') {
    key = randomBytes(32).toString('hex')
    journal.append({ type: 'key', key })
  }

  const now = (): number => Date.now() + offsetMs
  const isDown = (): boolean => downUntil > Date.now()
  const callbacks =
    options.callbackSecret === undefined
      ? null
      : createCallbacks({
          secret: options.callbackSecret,
          pauseMs: options.callbackPauseMs ?? 1_000,
          now,
          heldUntil: () => downUntil,
          keep: journal.append,
        })
  for (const [of, operation] of operations) callbacks?.follow(operation, progress.get(of))
  callbacks?.pump()

  const stateOf = (kind: OperationKind, id: string): State => {
    const operation = operations.get(keyOf(kind, id))
    return operation ? stateAt(operation, now()) : { status: 'not_found' }
  }

  const isSame = (before: Operation, request: BankRequest): boolean =>
    before.amount === request.amount &&
    before.currency === request.currency &&
    (request.kind === 'refund' ? before.debit_id === request.debit_id : before.token === request.token)

  /** What of a debit can still be refunded, minor units; null when it took no money. A refund that is not decided yet counts. */
  const refundable = (debit: Operation): number | null => {
    const moved = movedAt(debit, now())
    if (moved === 0) return null
    const refunds = (refundsOf.get(debit.id) ?? []).filter((refund) => stateAt(refund, now()).status !== 'declined')
    return refunds.reduce((left, { amount }) => left - amount, moved)
  }

  const carryOut = (request: BankRequest & { token: string }, behaviour: Behaviour): Answer => {
    if (behaviour.answer === 'down') return refused('bank_down')
    if (behaviour.lost) return { kind: 'silent' }
    const operation = newOperation(request, behaviour, now(), options.lateMs)
    journal.append({ type: 'operation', operation })
    remember(operation)
    callbacks?.follow(operation)
    callbacks?.pump()
    const { asked_at, decided_at, before, outcome } = operation
    const at = new Date(asked_at).toISOString()
    switch (behaviour.answer) {
      case 'never':
        return { kind: 'silent' }
      case 'cut':
        return { kind: 'cut' }
      case 'too_late':
        return { kind: 'answer', state: { ...declined('68', bankMessages['68']), at } }
      case 'slow':
        return { kind: 'answer', state: { ...outcome, at }, slow: true }
      default:
        if (typeof before === 'object') return { kind: 'answer', state: { ...before, at } }
        return { kind: 'answer', state: { ...outcome, at: new Date(decided_at).toISOString() } }
    }
  }

  return {
    /** Links a card; the same number gets the same token again. */
    link: (number: string): LinkAnswer => {
      const digits = cardDigits(number)
      if (!digits) return { ok: false, error: 'number_invalid' }
      const trigger = triggerOfCard(digits)
      if (trigger === LINK_REFUSED) return { ok: false, error: 'card_refused' }
      const issuer = issuerOf(digits)
      const token = `bt_${createHmac('sha256', key).update(digits).digest('hex').slice(0, 40)}`
      const card = { token, bank_name: issuer.name, last4: digits.slice(-4), kind: issuer.kind }
      if (!cards.has(token)) {
        const entry = { type: 'card' as const, card, trigger }
        journal.append(entry)
        cards.set(token, entry)
      }
      return { ok: true, card }
    },

    /** Moves money once per kind and `id`: the same id gets the state of the first request, other content is refused. What is refused is not kept. */
    ask: (request: BankRequest): Answer => {
      const known = operations.get(keyOf(request.kind, request.id))
      if (isDown()) return refused(known ? 'unavailable' : 'bank_down')
      if (known) {
        if (!isSame(known, request)) return refused('id_reused')
        const state = stateAt(known, now())
        return state.status === 'not_found' ? { kind: 'silent' } : { kind: 'answer', state }
      }
      if (request.expires_at !== undefined && Date.parse(request.expires_at) <= now()) return refused('expired')
      let token = ''
      if (request.kind === 'refund') {
        const debit = operations.get(keyOf('debit', request.debit_id))
        const left = debit ? refundable(debit) : null
        if (!debit || left === null) return refused('debit_not_charged')
        if (request.amount > left) return refused('refund_exceeds')
        token = debit.token
      } else token = request.token
      const card = cards.get(token)
      const trigger = card?.trigger ?? triggerOfAmount(request.amount)
      // A token that was never given out is an authorisation that ended.
      const behaviour = !card ? { decline: '42' } : trigger === null ? {} : behaviourOf(trigger, request.kind)
      return carryOut({ ...request, token }, behaviour)
    },

    stateOf,
    isDown,

    /** The daily file of a China day (2026-11-24) in pieces; null when there is no such day, or it has not begun. */
    statement: (date: string): Iterable<string> | null => {
      const start = startOfDay(date)
      return start === null || start > now() ? null : statementOf(operations.values(), date, start, now())
    },

    /** From now on, answers nothing and tells nothing for so long; 0 ends it. */
    goDown: (seconds: number): void => {
      downUntil = Date.now() + seconds * 1000
      journal.append({ type: 'downtime', until: downUntil })
      callbacks?.pump()
    },

    /** Sets the bank's clock so far ahead (ms) of the machine's; what is decided by then is decided now. */
    setClock: (offset_ms: number): string => {
      offsetMs = offset_ms
      journal.append({ type: 'clock', offset_ms })
      callbacks?.pump()
      return new Date(now()).toISOString()
    },

    close: (): void => {
      callbacks?.stop()
      journal.close()
    },
  }
}

export type Bank = ReturnType<typeof openBank>
