import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { failureCodes, failures, type FailureRow } from '@topay/contract'
import { type Bank, openBank } from './bank.ts'
import { banks, cardDigits, sandboxCardNumber, triggerOfCard } from './cards.ts'
import { startSandboxBank } from './index.ts'
import { behaviourOf, triggerOfAmount } from './triggers.ts'

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const linked = (bank: Bank, number: string): string => {
  const answer = bank.link(number)
  assert.ok(answer.ok)
  return answer.card.token
}

type Debit = { id: string; token: string; amount: number; expires_at?: string }
const debit = (bank: Bank, request: Debit) => bank.ask({ kind: 'debit', currency: 'CNY', ...request })

describe('sandbox cards', () => {
  it('a made-up number passes the check digit and carries its trigger and last four', () => {
    const number = sandboxCardNumber({ bank: 'haitang', trigger: '051', last4: '8803' })
    assert.equal(cardDigits(number), number)
    assert.equal(triggerOfCard(number), '051')
    assert.match(number, /^625004.*8803$/)
    assert.equal(triggerOfCard(sandboxCardNumber({ serial: 41 })), null)
  })

  it('a number with a wrong check digit, too few digits or of another scheme is none', () => {
    assert.equal(cardDigits('6217 0012 3456 7893'), '6217001234567893')
    assert.equal(cardDigits('6217 0012 3456 7894'), null)
    assert.equal(cardDigits('62170012345678'), null)
    assert.equal(cardDigits('4242 4242 4242 4242'), null)
  })

  it('every bank code of the failure taxonomy can be brought about by a card and by an amount', () => {
    const codes = failureCodes.flatMap((code) => (failures[code] as FailureRow).bank_codes)
    for (const code of codes) {
      const expected = code === '68' ? { answer: 'too_late' } : { decline: code }
      assert.partialDeepStrictEqual(behaviourOf(`0${code}`, 'debit'), expected, code)
      assert.equal(triggerOfAmount(9_900_000 + Number(code) * 100), `0${code}`)
    }
    assert.equal(triggerOfAmount(128_600), null)
  })

  it('the documented card numbers are valid and do what the document says', () => {
    const text = readFileSync(new URL('../../../../docs/sandbox-bank.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| (\d{3}) \| `([\d ]+)` \|/gm)]
    assert.ok(rows.length > 30)
    for (const [, trigger, number = ''] of rows) {
      assert.equal(triggerOfCard(cardDigits(number) ?? ''), trigger, number)
    }
  })
})

describe('the bank', () => {
  it('debits once per id: the same request gets the same answer, other content is refused', () => {
    const bank = openBank({ folder: folder(), lateMs: 0 })
    const token = linked(bank, sandboxCardNumber())
    const first = debit(bank, { id: 'p1', token, amount: 100 })
    assert.deepEqual(debit(bank, { id: 'p1', token, amount: 100 }), first)
    assert.deepEqual(debit(bank, { id: 'p1', token, amount: 101 }), { kind: 'refused', error: 'id_reused' })
    bank.close()
  })

  it('declines above the limit of one payment with code 61 and the limit in its words', () => {
    const bank = openBank({ folder: folder(), lateMs: 0 })
    const token = linked(bank, sandboxCardNumber({ trigger: '101' }))
    assert.equal(debit(bank, { id: 'a', token, amount: 128_600 }).kind, 'answer')
    assert.partialDeepStrictEqual(bank.stateOf('debit', 'a'), {
      status: 'declined',
      code: '61',
      message: '单笔超限 1000.00',
    })
    debit(bank, { id: 'b', token, amount: 100_000 })
    assert.equal(bank.stateOf('debit', 'b').status, 'approved')
    bank.close()
  })

  it('refuses a debit that arrives after its time, and never charges it', () => {
    const bank = openBank({ folder: folder(), lateMs: 0 })
    const token = linked(bank, sandboxCardNumber())
    const expires_at = new Date(Date.now() - 1).toISOString()
    assert.deepEqual(debit(bank, { id: 'a', token, amount: 1, expires_at }), { kind: 'refused', error: 'expired' })
    assert.deepEqual(bank.stateOf('debit', 'a'), { status: 'not_found' })
    bank.close()
  })

  it('a token it does not know is an ended authorisation (42)', () => {
    const bank = openBank({ folder: folder(), lateMs: 0 })
    debit(bank, { id: 'a', token: 'bt_none', amount: 1 })
    assert.partialDeepStrictEqual(bank.stateOf('debit', 'a'), { status: 'declined', code: '42' })
    bank.close()
  })

  it('keeps no card number on disk', () => {
    const path = folder()
    const bank = openBank({ folder: path, lateMs: 0 })
    const number = sandboxCardNumber({ serial: 77, last4: '4321' })
    linked(bank, number)
    bank.close()
    assert.ok(!readFileSync(join(path, 'journal.jsonl'), 'utf8').includes(number))
  })

  it('drops a last line that a kill cut short and goes on after it', () => {
    const path = folder()
    const first = openBank({ folder: path, lateMs: 0 })
    const token = linked(first, sandboxCardNumber())
    debit(first, { id: 'a', token, amount: 5 })
    first.close()
    appendFileSync(join(path, 'journal.jsonl'), '{"type":"debit","deb')
    const second = openBank({ folder: path, lateMs: 0 })
    assert.equal(second.stateOf('debit', 'a').status, 'approved')
    debit(second, { id: 'b', token, amount: 5 })
    second.close()
    const third = openBank({ folder: path, lateMs: 0 })
    assert.equal(third.stateOf('debit', 'b').status, 'approved')
    third.close()
  })
})

describe('the bank process', () => {
  it('remembers every answered debit after kill -9, gives a card the same token, and answers a silent debit late', async () => {
    const dataDir = folder()
    const call = async (url: string, path: string, body?: object, patience = 5_000) => {
      const response = await fetch(url + path, {
        ...(body && {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
        signal: AbortSignal.timeout(patience),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const first = await startSandboxBank({ dataDir, lateMs: 0 })
    const card = await call(first.url, '/cards', { number: sandboxCardNumber({ last4: '6217' }), holder: '陈默' })
    assert.equal(card.status, 201)
    assert.partialDeepStrictEqual(card.body, { bank_name: banks.jianglan.name, last4: '6217', kind: 'debit' })
    const debit = { id: 'pay_1', token: card.body.token, amount: 8_600, currency: 'CNY' }
    const answer = await call(first.url, '/debits', debit)
    assert.equal(answer.body.status, 'approved')
    const silent = await call(first.url, '/cards', { number: sandboxCardNumber({ trigger: '103' }), holder: '陈默' })
    const asked = { id: 'pay_2', token: silent.body.token, amount: 1, currency: 'CNY' }
    await assert.rejects(call(first.url, '/debits', asked, 200), { name: 'TimeoutError' })
    process.kill(first.pid, 'SIGKILL')
    await first.exited

    const second = await startSandboxBank({ dataDir, lateMs: 0 })
    assert.deepEqual((await call(second.url, '/debits/pay_1')).body, answer.body)
    assert.deepEqual((await call(second.url, '/debits', debit)).body, answer.body)
    assert.equal((await call(second.url, '/debits/pay_2')).body.status, 'approved')
    assert.equal((await call(second.url, '/debits/pay_3')).status, 404)
    assert.equal((await call(second.url, '/debits', { ...debit, amount: 1 })).status, 409)
    assert.equal((await call(second.url, '/debits', { ...debit, amount: 1.5 })).status, 400)
    const again = await call(second.url, '/cards', { number: sandboxCardNumber({ last4: '6217' }), holder: '陈默' })
    assert.equal(again.body.token, card.body.token)
    await second.stop()
  })
})
