import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import type { BankConnector } from '../../packages/server/src/wallet/index.ts'
import { type Fault, startFaultyRelay } from './faulty-relay.ts'
import { startReceiver } from './http-receiver.ts'

/** A test bank that runs, and how to reach it. */
export type BankUnderTest = {
  /** Its address, without TLS: a relay that can break the line is put in front of it. */
  url: string
  /** A connector to the bank at `url`. */
  connect: (url: string, timeoutMs: number) => BankConnector
  /** Card numbers: one that pays and is paid, one that the bank declines with `code`, one with a wrong check digit. */
  cards: { good: string; declined: { number: string; code: string }; invalid: string }
  /** Today in the bank's calendar, such as 2026-11-24. */
  today: () => string
  close: () => Promise<void>
}

const PATIENCE_MS = 5_000
const SHORT_PATIENCE_MS = 400
const inAMinute = () => new Date(Date.now() + 60_000).toISOString()
const newId = (): string => `test_${randomUUID()}`

/**
 * What Topay relies on in a bank connector, as tests against a real test bank: docs/bank-connectors.md says why each matters. It breaks the line in every
 * way that leaves a result unknown.
 */
export const connectorContract = (name: string, open: () => Promise<BankUnderTest>): void => {
  describe(`bank connector: ${name}`, () => {
    let bank: BankUnderTest
    let relay: Awaited<ReturnType<typeof startFaultyRelay>>
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    let direct: BankConnector
    let token: string
    let closedUrl: string

    before(async () => {
      bank = await open()
      relay = await startFaultyRelay(bank.url)
      receiver = await startReceiver()
      direct = bank.connect(bank.url, PATIENCE_MS)
      const gone = await startReceiver()
      await gone.close()
      closedUrl = gone.url
      token = await linked(bank.cards.good)
    })
    afterEach(() => {
      relay.fault = 'none'
    })
    after(async () => {
      await relay.close()
      await receiver.close()
      await bank.close()
    })

    const linked = async (number: string): Promise<string> => {
      const answer = await direct.tokenise(number, '陈默')
      assert.equal(answer.kind, 'linked')
      return answer.kind === 'linked' ? answer.token : ''
    }
    const request = (more: { id?: string; expires_at?: string; amount?: number; notify_url?: string } = {}) => {
      const { id = newId(), expires_at = inAMinute(), amount = 8_600, notify_url } = more
      return { id, expires_at, amount: money(amount), ...(notify_url !== undefined && { notify_url }) }
    }
    const approvedDebit = async (amount: number): Promise<string> => {
      const asked = { ...request({ amount }), token }
      assert.deepEqual(await direct.debit(asked), { kind: 'approved' })
      return asked.id
    }
    /** Each way of moving money, by the same two steps. */
    const moves: [string, (via: BankConnector, id: string) => Promise<unknown>, (id: string) => Promise<unknown>][] = [
      ['debit', (via, id) => via.debit({ ...request({ id }), token }), (id) => direct.query(id)],
      ['payout', (via, id) => via.payout({ ...request({ id }), token }), (id) => direct.queryPayout(id)],
      [
        'refund',
        async (via, id) => via.refund({ ...request({ id }), debit_id: await approvedDebit(8_600) }),
        (id) => direct.queryRefund(id),
      ],
    ]
    const through = async (fault: Fault, move: (via: BankConnector, id: string) => Promise<unknown>, id: string) => {
      relay.fault = fault
      const answer = await move(bank.connect(relay.url, SHORT_PATIENCE_MS), id)
      relay.fault = 'none'
      return answer
    }

    it('a card number becomes a token that does not contain it; a wrong number is told apart from a bank that is away', async () => {
      assert.ok(!token.includes(bank.cards.good.replaceAll(' ', '')))
      assert.equal(await linked(bank.cards.good), token)
      assert.deepEqual(await direct.tokenise(bank.cards.invalid, '陈默'), { kind: 'invalid' })
      assert.deepEqual(await nobody().tokenise(bank.cards.good, '陈默'), { kind: 'unreachable' })
    })

    it('a decline keeps the code and the words of the bank, in the answer and in the query', async () => {
      const asked = { ...request(), token: await linked(bank.cards.declined.number) }
      const answer = await direct.debit(asked)
      assert.partialDeepStrictEqual(answer, { kind: 'declined', code: bank.cards.declined.code })
      assert.deepEqual(await direct.query(asked.id), answer)
    })

    for (const [kind, move, query] of moves) {
      it(`a ${kind} is approved, and the query says so`, async () => {
        const id = newId()
        assert.deepEqual(await query(id), { kind: 'not_found' })
        assert.deepEqual(await move(direct, id), { kind: 'approved' })
        assert.deepEqual(await query(id), { kind: 'approved' })
      })

      it(`a ${kind} that never left us is not sent`, async () => {
        assert.deepEqual(await move(nobody(), newId()), { kind: 'not_sent' })
      })

      it(`a ${kind} whose answer is lost or cut is unknown, and the query finds it`, async () => {
        for (const fault of ['silent', 'cut', { cut: 40 }] as const) {
          const id = newId()
          assert.deepEqual(await through(fault, move, id), { kind: 'no_answer' }, JSON.stringify(fault))
          assert.deepEqual(await query(id), { kind: 'approved' }, JSON.stringify(fault))
        }
      })

      it(`a ${kind} that is lost on its way is unknown, and the query does not find it`, async () => {
        const id = newId()
        assert.deepEqual(await through('lost', move, id), { kind: 'no_answer' })
        assert.deepEqual(await query(id), { kind: 'not_found' })
      })
    }

    it('the same request twice moves the money once', async () => {
      const debit = { ...request({ amount: 1_200 }), token }
      const payout = { ...request({ amount: 1_300 }), token }
      const refund = { ...request({ amount: 1_000 }), debit_id: debit.id }
      for (let i = 0; i < 2; i++) {
        assert.deepEqual(await direct.debit(debit), { kind: 'approved' })
        assert.deepEqual(await direct.payout(payout), { kind: 'approved' })
        assert.deepEqual(await direct.refund(refund), { kind: 'approved' })
      }
      const rows = await movements([debit.id, payout.id, refund.id])
      assert.deepEqual(
        rows.map(({ type, id, amount, status }) => [type, id, amount.amount, status]),
        [
          ['debit', debit.id, 1_200, 'approved'],
          ['payout', payout.id, 1_300, 'approved'],
          ['refund', refund.id, 1_000, 'approved'],
        ],
      )
    })

    it('a request that arrives after its time is not carried out', async () => {
      const late = { ...request({ expires_at: new Date(Date.now() - 1_000).toISOString() }), token }
      assert.deepEqual(await direct.debit(late), { kind: 'not_sent' })
      assert.deepEqual(await direct.query(late.id), { kind: 'not_found' })
      assert.deepEqual(await direct.payout(late), { kind: 'not_sent' })
      assert.deepEqual(await direct.queryPayout(late.id), { kind: 'not_found' })
    })

    it('no more is refunded than was debited, and nothing of what was not', async () => {
      const debit_id = await approvedDebit(1_000)
      const refund = (amount: number, of = debit_id) => direct.refund({ ...request({ amount }), debit_id: of })
      assert.deepEqual(await refund(600), { kind: 'approved' })
      assert.partialDeepStrictEqual(await refund(401), { kind: 'declined', code: '13' })
      assert.deepEqual(await refund(400), { kind: 'approved' })
      assert.partialDeepStrictEqual(await refund(1), { kind: 'declined', code: '13' })
      assert.partialDeepStrictEqual(await refund(1, newId()), { kind: 'declined', code: '25' })
    })

    it('a query that gets no answer says so, and not that there is nothing', async () => {
      const id = await approvedDebit(500)
      for (const fault of ['lost', 'silent', 'cut', { cut: 40 }] as const)
        assert.deepEqual(await through(fault, (via) => via.query(id), id), { kind: 'no_answer' }, JSON.stringify(fault))
      assert.deepEqual(await nobody().queryPayout(id), { kind: 'no_answer' })
      assert.deepEqual(await nobody().queryRefund(id), { kind: 'no_answer' })
    })

    it('a daily file that cannot be had or was cut is unavailable, never shorter', async () => {
      await approvedDebit(500)
      assert.equal((await direct.statement(bank.today())).kind, 'statement')
      for (const fault of ['lost', 'silent', 'cut', { cut: 300 }] as const) {
        const answer = await through(fault, (via) => via.statement(bank.today()), '')
        assert.partialDeepStrictEqual(answer, { kind: 'unavailable' }, JSON.stringify(fault))
      }
      assert.equal((await nobody().statement(bank.today())).kind, 'unavailable')
      assert.equal((await direct.statement('2999-01-01')).kind, 'unavailable')
    })

    it('what the bank tells is read only when it is signed by the bank and as it was sent', async () => {
      const payout = { ...request({ amount: 700, notify_url: `${receiver.url}/told` }), token }
      await direct.payout(payout)
      await receiver.arrived(1)
      const [told] = receiver.received
      assert.ok(told)
      const event = direct.readCallback(told.headers, told.body)
      assert.partialDeepStrictEqual(event, {
        type: 'payout',
        id: payout.id,
        amount: money(700),
        result: { kind: 'approved' },
      })
      assert.deepEqual(direct.readCallback(told.headers, Buffer.from(told.body)), event)
      assert.equal(direct.readCallback(told.headers, told.body.replace('700', '7000')), null)
      assert.equal(direct.readCallback({}, told.body), null)
    })

    const movements = async (ids: string[]) => {
      const statement = await direct.statement(bank.today())
      assert.equal(statement.kind, 'statement')
      const rows = statement.kind === 'statement' ? statement.rows : []
      return rows.filter(({ id }) => ids.includes(id)).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    }
    /** A connector to an address where nobody listens. */
    const nobody = (): BankConnector => bank.connect(closedUrl, SHORT_PATIENCE_MS)
  })
}
