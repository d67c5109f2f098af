import type {
  BankConnector,
  BankDecision,
  DebitRequest,
  DebitResult,
  QueryResult,
} from '../../packages/server/src/wallet/index.ts'

/**
 * What the bank really does with a debit, and what the caller gets to hear of it. `lost`: the request never arrived.
 * `silent_approved`, `silent_declined`: it did, but the answer was lost; only a query tells.
 */
export type Script = 'approved' | 'declined' | 'down' | 'lost' | 'silent_approved' | 'silent_declined'

const declined: BankDecision = { kind: 'declined', code: '51', message: '可用余额不足' }
const decisions: Partial<Record<Script, BankDecision>> = {
  approved: { kind: 'approved' },
  declined,
  silent_approved: { kind: 'approved' },
  silent_declined: declined,
}

/** A bank in memory whose behaviour is scripted by the caller, and which counts what it charged. */
export const scriptedBank = () => {
  const debits = new Map<string, { request: DebitRequest; decision: BankDecision }>()
  const bank = {
    /** What it does with the debits asked for from now on. */
    script: 'approved' as Script,
    /** Runs while the bank is being asked, before it answers. */
    meanwhile: async (): Promise<void> => undefined,
    /** What it says instead of the truth when it is queried. */
    claims: undefined as QueryResult | undefined,
    asked: 0,
    queried: 0,
    /** Sum of all that was charged, minor units. */
    charged: () =>
      [...debits.values()].reduce(
        (sum, { request, decision }) => sum + (decision.kind === 'approved' ? request.amount.amount : 0),
        0,
      ),
    connector: {} as BankConnector,
  }
  bank.connector = {
    tokenise: async (number) => ({
      kind: 'linked',
      token: `bt_${number}`,
      bank_name: { zh: '江岚银行', en: 'Jianglan Bank' },
      last4: number.slice(-4),
      card_kind: 'debit',
    }),
    debit: async (request): Promise<DebitResult> => {
      bank.asked += 1
      const { script } = bank
      const known = debits.get(request.id)
      const decision = known?.decision ?? decisions[script]
      if (decision) debits.set(request.id, { request, decision })
      await bank.meanwhile()
      if (script === 'down') return { kind: 'not_sent' }
      if (!decision || script.startsWith('silent')) return { kind: 'no_answer' }
      return decision
    },
    query: async (id) => {
      bank.queried += 1
      return bank.claims ?? debits.get(id)?.decision ?? { kind: 'not_found' }
    },
  }
  return bank
}
export type ScriptedBank = ReturnType<typeof scriptedBank>
