import { receiveBankCallback } from '../../packages/server/src/payments/bank-callbacks.ts'
import { now } from '../../packages/server/src/platform/index.ts'
import type { PaymentDeps } from '../../packages/server/src/payments/index.ts'
import {
  type BankConnector,
  type BankDecision,
  type BankEvent,
  chinaClock,
  type DebitResult,
  type PayoutQueryResult,
  type QueryResult,
  type StatementRow,
} from '../../packages/server/src/wallet/index.ts'

/**
 * What a bank really does with a request, and what it says. `denied`: it moves the money, and says until it is revealed that it never heard of the request.
 * `refused`: the same, but that it had declined. `returned`: paid out, and sent back later.
 */
export type Truth = 'approved' | 'declined' | 'never' | 'denied' | 'refused' | 'returned'
/** Whether the caller hears the answer to the request itself. */
export type Answer = 'heard' | 'silent'

type Told = BankDecision | { kind: 'returned'; code: string; message: string }
type Operation = {
  type: StatementRow['type']
  id: string
  token: string
  amount: StatementRow['amount']
  truth: Truth
  at: string
  cameBack?: true
}

const declined: BankDecision = { kind: 'declined', code: '51', message: '可用余额不足' }
const unlinked: BankDecision = { kind: 'declined', code: '14', message: '卡号无效' }
const dayOf = (at: string): string => chinaClock(at).date

/** Lets Topay hear a callback. */
export const hear = (deps: PaymentDeps, body: Buffer): Promise<void> => receiveBankCallback(deps, {}, body)

/** A bank in memory that may lie, by a script; it keeps its books all the same, and its daily file is always true. It lives by the platform's clock. */
export const modelBank = () => {
  const operations = new Map<string, Operation>()
  const movements: StatementRow[] = []
  const script = {
    truth: 'approved' as Truth,
    answer: 'heard' as Answer,
    refund: 'approved' as 'approved' | 'declined' | 'silent',
  }

  const book = (operation: Operation, status: StatementRow['status']): void => {
    const { type, id, token, amount } = operation
    movements.push({ type, id, token, amount, status, at: now().toISOString() })
  }
  const hasMoved = (truth: Truth): boolean => !['declined', 'never'].includes(truth)

  const says = (operation: Operation | undefined): Told | { kind: 'not_found' } => {
    if (!operation || operation.truth === 'never') return { kind: 'not_found' }
    if (operation.truth === 'declined') return operation.type === 'refund' ? unlinked : declined
    if (operation.truth === 'denied') return { kind: 'not_found' }
    if (operation.truth === 'refused') return declined
    if (operation.cameBack) return { kind: 'returned', code: '14', message: '款项退回' }
    return { kind: 'approved' }
  }
  const ask = (request: Omit<Operation, 'truth' | 'at'>, truth: Truth, answer: Answer): DebitResult => {
    const known = operations.get(request.id)
    if (!known && truth !== 'never') {
      const operation = { ...request, truth, at: now().toISOString() }
      operations.set(request.id, operation)
      if (hasMoved(truth)) book(operation, 'approved')
    }
    const said = says(operations.get(request.id))
    if (answer === 'silent' || said.kind === 'not_found' || said.kind === 'returned') return { kind: 'no_answer' }
    return said
  }
  const decision = (id: string): QueryResult => {
    const said = says(operations.get(id))
    return said.kind === 'returned' ? { kind: 'approved' } : said
  }

  const connector: BankConnector = {
    tokenise: async (number) => ({
      kind: 'linked',
      token: `bt_${number}`,
      bank_name: { zh: '江岚银行', en: 'Jianglan Bank' },
      last4: number.slice(-4),
      card_kind: 'debit',
    }),
    debit: async ({ id, token, amount }) => ask({ type: 'debit', id, token, amount }, script.truth, script.answer),
    payout: async ({ id, token, amount }) => ask({ type: 'payout', id, token, amount }, script.truth, script.answer),
    refund: async ({ id, debit_id, amount }) => {
      const debit = operations.get(debit_id)
      if (!debit || !hasMoved(debit.truth)) return { kind: 'declined', code: '25', message: '找不到原交易' }
      const truth = script.refund === 'declined' ? 'declined' : 'approved'
      return ask(
        { type: 'refund', id, token: debit.token, amount },
        truth,
        script.refund === 'silent' ? 'silent' : 'heard',
      )
    },
    query: async (id) => decision(id),
    queryPayout: async (id): Promise<PayoutQueryResult> => says(operations.get(id)),
    queryRefund: async (id) => decision(id),
    statement: async (date) => {
      const today = dayOf(now().toISOString())
      if (date > today) return { kind: 'unavailable', reason: 'the day has not begun' }
      return { kind: 'statement', date, complete: date < today, rows: movements.filter(({ at }) => dayOf(at) === date) }
    },
    readCallback: (_headers, rawBody) => JSON.parse(String(rawBody)) as BankEvent,
  }

  return {
    connector,
    script,
    /** It says the truth about everything so far, and what was to come back comes back. */
    reveal: (): void => {
      for (const operation of operations.values()) {
        if (operation.truth === 'denied' || operation.truth === 'refused') operation.truth = 'approved'
        if (operation.truth !== 'returned' || operation.cameBack) continue
        operation.cameBack = true
        book(operation, 'returned')
      }
    },
    /** What it would tell of an operation by a callback now; null when it knows nothing of it. */
    tell: (id: string, pending = false): Buffer | null => {
      const operation = operations.get(id)
      const said = says(operation)
      if (!operation || said.kind === 'not_found') return null
      const result = pending ? { kind: 'pending' } : said
      const event = {
        event_id: `${id} ${result.kind}`,
        id,
        type: operation.type,
        amount: operation.amount,
        at: operation.at,
        result,
      }
      return Buffer.from(JSON.stringify(event))
    },
    /** What it took from the cards behind a token less what it gave them, minor units. */
    taken: (token?: string): number =>
      movements
        .filter((row) => token === undefined || row.token === token)
        .reduce(
          (sum, { type, status, amount }) => sum + (type === 'debit' || status === 'returned' ? 1 : -1) * amount.amount,
          0,
        ),
  }
}
