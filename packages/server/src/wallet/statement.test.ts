import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { createCustomer } from '../identity/index.ts'
import { type Db, HOUR, inTx, newId } from '../platform/index.ts'
import { bankAccount, captureMoney, holdMoney, move, reverseMoney, walletAccount } from './accounts.ts'
import { chinaMonth } from './china-time.ts'
import { type NewTransaction, recordTransaction } from './index.ts'
import { cardPayments, movements, openStatement, type StatementLine, statementLines } from './statement.ts'

const { db } = await useDatabase()

const customer = () =>
  inTx(db, (tx) => createCustomer(tx, { name: '陈思远', locale: 'zh-CN', addresses: [], password_hash: 'x' }))

const all = async (lines: AsyncIterable<StatementLine>): Promise<StatementLine[]> => {
  const read: StatementLine[] = []
  for await (const line of lines) read.push(line)
  return read
}

const merchant = { id: 'merchant:test:CNY', type: 'merchant_balance', currency: 'CNY' } as const
const bank = { zh: '江岚银行', en: 'Jianglan Bank' }

/** What can happen to a balance. Each writes the ledger and the bills as the wallet does; answers the changes of the balance, in order. */
type Step =
  | 'top_up'
  | 'payment'
  | 'by_card'
  | 'mixed'
  | 'sent'
  | 'got'
  | 'withdrawal'
  | 'withdrawal_returned'
  | 'adjustment'
const steps: Step[] = [
  'top_up',
  'payment',
  'by_card',
  'mixed',
  'sent',
  'got',
  'withdrawal',
  'withdrawal_returned',
  'adjustment',
]

const play = async (db: Db, customer_id: string, step: Step, amount: number, at: string) =>
  inTx(db, async (tx) => {
    const wallet = walletAccount(customer_id)
    const record = (kind: NewTransaction['kind'], direction: 'in' | 'out', more: Partial<NewTransaction>) =>
      recordTransaction(tx, {
        customer_id,
        kind,
        direction,
        amount,
        currency: 'CNY',
        status: 'succeeded',
        counterparty: bank,
        category: 'bank',
        method: 'balance',
        at,
        ...more,
      })
    const pay = async (id: string, out: boolean, part = amount) =>
      move(tx, {
        id: `x:${id}`,
        kind: 'x',
        from: out ? wallet : bankAccount(),
        to: out ? merchant : wallet,
        amount: part,
        reference: id,
        at,
      })
    const payment_id = newId('payment')
    const transfer_id = newId('transfer')
    const top_up_id = newId('top_up')
    const withdrawal_id = newId('withdrawal')
    switch (step) {
      case 'top_up': {
        await pay(top_up_id, false)
        return [[amount, await record('top_up', 'in', { top_up_id, method: 'card' })]] as const
      }
      case 'payment': {
        if ((await pay(payment_id, true)).short > 0) return []
        // Rows of the same payment that are not this movement.
        await record('payment', 'out', { payment_id, status: 'failed', failure_code: 'BAL_WALLET', amount: amount + 1 })
        return [[-amount, await record('payment', 'out', { payment_id })]] as const
      }
      case 'mixed': {
        if ((await pay(payment_id, true)).short > 0) return []
        const more = { payment_id, amount: amount + 5, from_balance: amount, method: 'balance_and_card' } as const
        return [[-amount, await record('payment', 'out', more)]] as const
      }
      case 'by_card': {
        await record('payment', 'out', { payment_id, method: 'card', card: { last4: '6217', bank_name: bank } })
        return []
      }
      case 'sent': {
        if ((await pay(transfer_id, true)).short > 0) return []
        return [[-amount, await record('transfer', 'out', { transfer_id })]] as const
      }
      case 'got': {
        await pay(transfer_id, false)
        return [[amount, await record('transfer', 'in', { transfer_id })]] as const
      }
      case 'withdrawal':
      case 'withdrawal_returned': {
        const hold_id = `hold:${withdrawal_id}`
        const { short } = await holdMoney(tx, {
          id: hold_id,
          kind: 'withdrawal',
          from: wallet,
          to: bankAccount(),
          amount,
          at,
        })
        if (short > 0) return []
        await captureMoney(tx, { id: `done:${withdrawal_id}`, hold_id, at })
        const returned = step === 'withdrawal_returned'
        const id = await record('withdrawal', 'out', { withdrawal_id, status: returned ? 'returned' : 'succeeded' })
        if (!returned) return [[-amount, id]] as const
        await reverseMoney(tx, { id: `back:${withdrawal_id}`, transfer_id: `done:${withdrawal_id}`, at })
        return [
          [-amount, id],
          [amount, id],
        ] as const
      }
      case 'adjustment': {
        await pay(newId('case'), false)
        return [[amount, null]] as const
      }
    }
  })

describe('a statement', () => {
  it('whatever happened: opening balance and every movement lead to the closing balance, month after month', async () => {
    const months = ['2026-07', '2026-08', '2026-09', '2026-10']
    const step = fc.record({
      what: fc.constantFrom(...steps),
      amount: fc.integer({ min: 1, max: 500 }),
      pause: fc.integer({ min: 1, max: 300 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (story) => {
        const id = await customer()
        const expected: { month: string; change: number; transaction_id: string | null }[] = []
        let at = Date.parse('2026-06-30T16:00:00.000Z') - 2 * HOUR
        for (const { what, amount, pause } of story) {
          at += pause * HOUR
          const time = new Date(at).toISOString()
          for (const [change, transaction_id] of await play(db, id, what, amount, time))
            expected.push({ month: chinaMonth(time), change, transaction_id })
        }
        let balance = expected.filter(({ month }) => month < '2026-07').reduce((sum, { change }) => sum + change, 0)
        for (const month of months) {
          const head = await openStatement(db, id, month)
          assert.equal(head.opening, balance, 'the balance that the month before ended with')
          const lines = await all(movements(db, head))
          assert.deepEqual(
            lines.map(({ change, transaction_id }) => ({ month, change, transaction_id })),
            expected.filter((movement) => movement.month === month),
          )
          for (const line of lines) {
            balance += line.change ?? 0
            assert.equal(line.balance, balance)
          }
          assert.equal(head.closing, balance)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('a movement belongs to the month in which the money moved, at midnight in China', async () => {
    const id = await customer()
    await play(db, id, 'top_up', 500, '2026-09-30T15:59:59.999Z')
    await play(db, id, 'payment', 200, '2026-09-30T16:00:00.000Z')
    const september = await openStatement(db, id, '2026-09')
    const october = await openStatement(db, id, '2026-10')
    assert.deepEqual([september.opening, september.closing, october.opening, october.closing], [0, 500, 500, 300])
    assert.deepEqual(
      (await all(movements(db, october))).map(({ change }) => change),
      [-200],
    )
  })

  it('what comes in while it is read is not part of it', async () => {
    const id = await customer()
    await play(db, id, 'top_up', 500, new Date().toISOString())
    const head = await openStatement(db, id, chinaMonth(new Date().toISOString()))
    await play(db, id, 'top_up', 70, new Date().toISOString())
    assert.deepEqual([head.closing, (await all(movements(db, head))).map(({ change }) => change)], [500, [500]])
    assert.equal(head.to, head.generated_at, 'the month lasts: it ends now')
  })

  it('what a card paid alone is listed apart, and what came back says so', async () => {
    const id = await customer()
    await play(db, id, 'top_up', 900, '2026-10-01T00:00:00.000Z')
    await play(db, id, 'by_card', 30, '2026-10-02T00:00:00.000Z')
    await play(db, id, 'withdrawal_returned', 100, '2026-10-03T00:00:00.000Z')
    await play(db, id, 'mixed', 60, '2026-10-04T00:00:00.000Z')
    const head = await openStatement(db, id, '2026-10')
    assert.deepEqual(
      (await all(cardPayments(db, head))).map(({ amount, change, card }) => [amount, change, card?.last4]),
      [[30, null, '6217']],
    )
    assert.deepEqual(
      (await all(statementLines(db, head))).map(({ kind, amount, change, returned }) => [
        kind,
        amount,
        change,
        returned,
      ]),
      [
        ['top_up', 900, 900, false],
        ['payment', 30, null, false],
        ['withdrawal', 100, -100, false],
        ['withdrawal', 100, 100, true],
        ['payment', 65, -60, false],
      ],
    )
  })

  it('of somebody who never had money is empty; of a month to come there is none', async () => {
    const id = await customer()
    const head = await openStatement(db, id, '2026-10')
    assert.deepEqual([head.opening, head.closing, head.name, await all(statementLines(db, head))], [0, 0, '陈*远', []])
    await assert.rejects(openStatement(db, id, '2190-01'), refusedWith('INPUT_INVALID'))
  })
})
