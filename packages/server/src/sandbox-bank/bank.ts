import { createHmac, randomBytes } from 'node:crypto'
import { cardDigits, issuerOf, triggerOfCard } from './cards.ts'
import { type Journal, openJournal } from './journal.ts'
import { type Behaviour, bankMessages, behaviourOf, LINK_REFUSED, triggerOfAmount } from './triggers.ts'

type CardRow = { token: string; bank_name: { zh: string; en: string }; last4: string; kind: 'debit' | 'credit' }
type Outcome = { status: 'approved' } | { status: 'declined'; code: string; message: string }
type DebitRow = {
  id: string
  token: string
  amount: number
  currency: string
  outcome: Outcome
  /** From this moment (ms) the outcome is known, also to a query. */
  decided_at: number
}
type Entry =
  | { type: 'key'; key: string }
  | { type: 'card'; card: CardRow; trigger: string | null }
  | { type: 'debit'; debit: DebitRow }

export type LinkAnswer = { ok: true; card: CardRow } | { ok: false; error: 'number_invalid' | 'card_refused' }
export type DebitState =
  | { status: 'pending' }
  | { status: 'not_found' }
  | { status: 'approved'; at: string }
  | { status: 'declined'; code: string; message: string; at: string }
export type DebitAnswer =
  | { kind: 'answer'; state: DebitState; after_ms: number }
  | { kind: 'down' | 'silent' | 'cut' | 'id_reused' | 'expired' }

export type DebitRequest = {
  id: string
  token: string
  amount: number
  currency: string
  expires_at?: string | undefined
}

const declined = (code: string, message = bankMessages[code] ?? '交易失败'): Outcome => ({
  status: 'declined',
  code,
  message,
})

const yuan = (amount: number): string => (amount / 100).toFixed(2)

const outcomeOf = (behaviour: Behaviour, amount: number): Outcome => {
  switch (behaviour.kind) {
    case 'decline':
      return declined(behaviour.code, behaviour.message)
    case 'limit':
      return amount > behaviour.amount ? declined('61', `单笔超限 ${yuan(behaviour.amount)}`) : { status: 'approved' }
    case 'silent':
      return behaviour.outcome === 'declined' ? declined('51') : { status: 'approved' }
    default:
      return { status: 'approved' }
  }
}

const decidesLate = (behaviour: Behaviour): boolean => behaviour.kind === 'silent' || behaviour.kind === 'too_late'

/**
 * The sandbox bank itself, over a journal in `folder`: every card and every debit is on disk before it is answered. `lateMs` is how long a silent debit
 * stays undecided. Card numbers are never kept: a token is derived from the number with a key of the folder's own.
 */
export const openBank = (options: { folder: string; lateMs: number }) => {
  const journal: Journal<Entry> = openJournal(options.folder)
  const cards = new Map<string, { card: CardRow; trigger: string | null }>()
  const debits = new Map<string, DebitRow>()
  let key = ''
  for (const entry of journal.entries) {
    if (entry.type === 'key') key = entry.key
    else if (entry.type === 'card') cards.set(entry.card.token, entry)
    else debits.set(entry.debit.id, entry.debit)
  }
  if (key === '') {
    key = randomBytes(32).toString('hex')
    journal.append({ type: 'key', key })
  }

  const stateOf = (id: string): DebitState => {
    const debit = debits.get(id)
    if (!debit) return { status: 'not_found' }
    if (debit.decided_at > Date.now()) return { status: 'pending' }
    return { ...debit.outcome, at: new Date(debit.decided_at).toISOString() }
  }

  const keep = (request: DebitRequest, outcome: Outcome, lateMs: number): void => {
    const { id, token, amount, currency } = request
    const debit: DebitRow = { id, token, amount, currency, outcome, decided_at: Date.now() + lateMs }
    journal.append({ type: 'debit', debit })
    debits.set(id, debit)
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

    /** Debits a card once per `id`: the same id gets the state of the first request again, other content is refused. */
    debit: (request: DebitRequest): DebitAnswer => {
      const before = debits.get(request.id)
      if (before) {
        const same =
          before.token === request.token && before.amount === request.amount && before.currency === request.currency
        return same ? { kind: 'answer', state: stateOf(request.id), after_ms: 0 } : { kind: 'id_reused' }
      }
      if (request.expires_at !== undefined && Date.parse(request.expires_at) <= Date.now()) return { kind: 'expired' }
      const linked = cards.get(request.token)
      if (!linked) {
        keep(request, declined('42'), 0)
        return { kind: 'answer', state: stateOf(request.id), after_ms: 0 }
      }
      const trigger = linked.trigger ?? triggerOfAmount(request.amount)
      const behaviour = trigger === null ? { kind: 'approve' as const } : behaviourOf(trigger)
      if (behaviour.kind === 'down') return { kind: 'down' }
      if (behaviour.kind === 'lost') return { kind: 'silent' }
      keep(request, outcomeOf(behaviour, request.amount), decidesLate(behaviour) ? options.lateMs : 0)
      if (behaviour.kind === 'silent' || behaviour.kind === 'cut') return { kind: behaviour.kind }
      if (behaviour.kind === 'too_late') {
        const at = new Date().toISOString()
        const state = { status: 'declined', code: '68', message: bankMessages['68'] ?? '', at } as const
        return { kind: 'answer', state, after_ms: 0 }
      }
      return { kind: 'answer', state: stateOf(request.id), after_ms: behaviour.kind === 'slow' ? 2_000 : 0 }
    },

    stateOf,
    close: journal.close,
  }
}

export type Bank = ReturnType<typeof openBank>
