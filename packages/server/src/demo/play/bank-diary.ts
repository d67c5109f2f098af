import { timestamp } from '../../platform/index.ts'
import { type BankConnector, chinaClock, type StatementRow } from '../../wallet/index.ts'

/** A bank with a diary of what it did, by the clock of the world that is played. */
export type DemoBank = BankConnector & {
  /** The receiving bank sends a payout back now. */
  sentBack: (id: string) => void
}

/**
 * The sandbox bank does the whole past of the demo on the day of loading, so its own files of the days before are empty. Here each movement stands in the file
 * of the day on which it is played: what the bank really answered, at the world's time.
 */
export const withDiary = (bank: BankConnector): DemoBank => {
  const asked = new Map<string, Pick<StatementRow, 'type' | 'id' | 'token' | 'amount'>>()
  const rows = new Map<string, StatementRow>()
  const approved = (id: string): void => {
    const request = asked.get(id)
    if (request && !rows.has(id)) rows.set(id, { ...request, status: 'approved', at: timestamp() })
  }
  return {
    ...bank,
    debit: async (request) => {
      const { id, token, amount } = request
      asked.set(id, { type: 'debit', id, token, amount })
      const result = await bank.debit(request)
      if (result.kind === 'approved') approved(id)
      return result
    },
    query: async (id) => {
      const result = await bank.query(id)
      if (result.kind === 'approved') approved(id)
      return result
    },
    payout: async (request) => {
      const { id, token, amount } = request
      asked.set(id, { type: 'payout', id, token, amount })
      const result = await bank.payout(request)
      if (result.kind === 'approved') approved(id)
      return result
    },
    sentBack: (id) => {
      const paid = rows.get(id)
      if (!paid) throw new Error(`${id} was not paid out, so it cannot come back`)
      rows.set(`${id} returned`, { ...paid, status: 'returned', at: timestamp() })
    },
    statement: async (date) => ({
      kind: 'statement',
      date,
      complete: date < chinaClock(timestamp()).date,
      rows: [...rows.values()].filter(({ at }) => chinaClock(at).date === date),
    }),
  }
}
