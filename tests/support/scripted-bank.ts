import type {
  BankConnector,
  BankDecision,
  DebitRequest,
  DebitResult,
  PayoutQueryResult,
  PayoutRequest,
  QueryResult,
  RefundRequest,
  StatementResult,
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

type Records<Request> = Map<string, { request: Request; decision: BankDecision }>

const moved = (records: Records<DebitRequest | PayoutRequest | RefundRequest>): number =>
  [...records.values()].reduce(
    (sum, { request, decision }) => sum + (decision.kind === 'approved' ? request.amount.amount : 0),
    0,
  )

/** A bank in memory whose behaviour is scripted by the caller, and which counts what it charged, paid out and refunded. */
export const scriptedBank = () => {
  const debits: Records<DebitRequest> = new Map()
  const payouts: Records<PayoutRequest> = new Map()
  const refunds: Records<RefundRequest> = new Map()
  const bank = {
    /** What it does with the debits, payouts and refunds asked for from now on. */
    script: 'approved' as Script,
    /** Runs while the bank is being asked, before it answers. */
    meanwhile: async (): Promise<void> => undefined,
    /** What it says instead of the truth when it is queried. */
    claims: undefined as QueryResult | undefined,
    /** What it says instead of the truth when it is asked about a payout. */
    claimsOfPayout: undefined as PayoutQueryResult | undefined,
    /** What it says when it is asked for a day's file. */
    statement: { kind: 'unavailable', reason: 'no script' } as StatementResult,
    asked: 0,
    queried: 0,
    /** Sum of all that was charged, minor units. */
    charged: () => moved(debits),
    paidOut: () => moved(payouts),
    refunded: () => moved(refunds),
    connector: {} as BankConnector,
  }
  const carryOut = async <R extends DebitRequest | PayoutRequest | RefundRequest>(
    records: Records<R>,
    request: R,
  ): Promise<DebitResult> => {
    bank.asked += 1
    const { script } = bank
    const known = records.get(request.id)
    const decision = known?.decision ?? decisions[script]
    if (decision) records.set(request.id, { request, decision })
    await bank.meanwhile()
    if (script === 'down') return { kind: 'not_sent' }
    if (!decision || script.startsWith('silent')) return { kind: 'no_answer' }
    return decision
  }
  const tell = async (records: ReadonlyMap<string, { decision: BankDecision }>, id: string): Promise<QueryResult> => {
    bank.queried += 1
    return bank.claims ?? records.get(id)?.decision ?? { kind: 'not_found' }
  }
  bank.connector = {
    tokenise: async (number) => ({
      kind: 'linked',
      token: `bt_${number}`,
      bank_name: { zh: '江岚银行', en: 'Jianglan Bank' },
      last4: number.slice(-4),
      card_kind: 'debit',
    }),
    debit: (request) => carryOut(debits, request),
    query: (id) => tell(debits, id),
    payout: (request) => carryOut(payouts, request),
    queryPayout: async (id) => bank.claimsOfPayout ?? (await tell(payouts, id)),
    refund: (request) => carryOut(refunds, request),
    queryRefund: (id) => tell(refunds, id),
    statement: async () => bank.statement,
    readCallback: () => null,
  }
  return bank
}
export type ScriptedBank = ReturnType<typeof scriptedBank>
