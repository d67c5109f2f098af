import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { money } from '@topay/contract'
import { connectorContract } from '../../../../tests/support/connector-contract.ts'
import { startReceiver } from '../../../../tests/support/http-receiver.ts'
import { sandboxCardNumber, type SandboxBankProcess, startSandboxBank } from '../../../../tests/support/sandbox-bank.ts'
import { createLog, loadConfig, timestamp } from '../platform/index.ts'
import { bankNotifyUrl, bankSecrets, chinaClock, createHttpBank } from './index.ts'

const log = createLog({ level: 'silent' })
const inAMinute = () => new Date(Date.now() + 60_000).toISOString()

connectorContract('HTTP, with the sandbox bank', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  const secrets = { apiKey: 'a key of the test', callbackSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
  const bank = await startSandboxBank({ dataDir: folder, ...secrets })
  return {
    url: bank.url,
    connect: (url, timeoutMs) => createHttpBank({ url, timeoutMs, log, ...secrets }),
    cards: {
      good: sandboxCardNumber(),
      declined: { number: sandboxCardNumber({ trigger: '051' }), code: '51' },
      invalid: '6217 0012 3456 7894',
    },
    today: () => chinaClock(timestamp()).date,
    close: async () => {
      await bank.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the connector to a bank over HTTP', () => {
  let bank: SandboxBankProcess
  const folder = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_DATA_DIR: folder })
  const secrets = bankSecrets(config)
  before(async () => {
    bank = await startSandboxBank({ dataDir: join(folder, 'bank'), lateMs: 0, ...secrets })
  })
  after(async () => {
    await bank.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const connect = (more: Partial<Parameters<typeof createHttpBank>[0]> = {}) =>
    createHttpBank({ url: bank.url, timeoutMs: 5_000, log, ...secrets, ...more })
  const linked = async (trigger?: string): Promise<string> => {
    const answer = await connect().tokenise(sandboxCardNumber({ trigger }), '陈默')
    return answer.kind === 'linked' ? answer.token : ''
  }
  it('a wrong key is certain: nothing is charged, nothing is known', async () => {
    const stranger = connect({ apiKey: 'another key' })
    const request = { id: 'key', token: await linked(), amount: money(100), expires_at: inAMinute() }
    assert.deepEqual(await stranger.debit(request), { kind: 'not_sent' })
    assert.deepEqual(await stranger.query('key'), { kind: 'no_answer' })
    assert.partialDeepStrictEqual(await stranger.statement('2026-01-01'), { kind: 'unavailable' })
    assert.deepEqual(await connect().query('key'), { kind: 'not_found' })
  })

  it('goes nowhere else: a redirect is no answer, and the other address never sees the request', async () => {
    const other = await startReceiver()
    const moved = createServer((_request, response) => {
      response.writeHead(307, { location: `${other.url}/debits` }).end()
    })
    moved.listen(0, '127.0.0.1')
    await once(moved, 'listening')
    const address = moved.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const request = { id: 'moved', token: 'bt_1', amount: money(100), expires_at: inAMinute() }
    assert.deepEqual(await connect({ url }).payout(request), { kind: 'no_answer' })
    assert.deepEqual(other.received, [])
    await other.close()
    moved.close()
  })

  it('asks for callbacks to its own address, or to that of a request, and reads them with the secret only', async () => {
    const receiver = await startReceiver()
    const token = await linked()
    const request = { token, amount: money(100), expires_at: inAMinute() }
    await connect({ notifyUrl: () => `${receiver.url}/own` }).debit({ id: 'own', ...request })
    await receiver.arrived(1)
    await connect({ notifyUrl: () => `${receiver.url}/own` }).debit({
      id: 'other',
      ...request,
      notify_url: `${receiver.url}/other`,
    })
    await receiver.arrived(2)
    await receiver.close()
    const [own, other] = receiver.received
    assert.ok(own && other)
    assert.deepEqual([own.path, other.path], ['/own', '/other'])
    assert.partialDeepStrictEqual(connect().readCallback(own.headers, own.body), { type: 'debit', id: 'own' })
    assert.equal(connect({ callbackSecret: undefined }).readCallback(own.headers, own.body), null)
    const otherSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
    assert.equal(connect({ callbackSecret: otherSecret }).readCallback(own.headers, own.body), null)
  })

  it('a payout that was returned is told, found and listed as such', async () => {
    const receiver = await startReceiver()
    const connector = connect({ notifyUrl: () => receiver.url })
    const request = { id: 'back', token: await linked('121'), amount: money(700), expires_at: inAMinute() }
    const returned = { kind: 'returned', code: '14', message: '收款账户已销户，款项退回' }
    assert.deepEqual(await connector.payout(request), { kind: 'approved' })
    await receiver.arrived(2)
    await receiver.close()
    assert.deepEqual(await connector.queryPayout('back'), returned)
    assert.deepEqual(
      receiver.received.map(({ headers, body }) => connector.readCallback(headers, body)?.result),
      [{ kind: 'approved' }, returned],
    )
    const statement = await connector.statement(chinaClock(timestamp()).date)
    const rows = statement.kind === 'statement' ? statement.rows.filter(({ id }) => id === 'back') : []
    assert.deepEqual(
      rows.map(({ type, amount, status }) => [type, amount.amount, status]),
      [
        ['payout', 700, 'approved'],
        ['payout', 700, 'returned'],
      ],
    )
  })

  it('a bank that is down has not moved what is new, and says nothing of what it knows', async () => {
    const request = { token: await linked(), amount: money(100), expires_at: inAMinute() }
    await connect().payout({ id: 'before', ...request })
    await bank.goDown(60)
    assert.deepEqual(await connect().payout({ id: 'new', ...request }), { kind: 'not_sent' })
    assert.deepEqual(await connect().payout({ id: 'before', ...request }), { kind: 'no_answer' })
    assert.deepEqual(await connect().queryPayout('before'), { kind: 'no_answer' })
    assert.equal((await connect().tokenise(sandboxCardNumber(), '陈默')).kind, 'unreachable')
    assert.equal((await connect().statement('2026-01-01')).kind, 'unavailable')
    await bank.goDown(0)
    assert.deepEqual(await connect().queryPayout('before'), { kind: 'approved' })
    assert.deepEqual(await connect().queryPayout('new'), { kind: 'not_found' })
  })

  it('a debit that the bank forgot past its time, and charged much later against its word, is told and listed', async () => {
    const receiver = await startReceiver()
    const connector = connect({ notifyUrl: () => receiver.url, timeoutMs: 300 })
    const expires_at = new Date(Date.now() + 60_000).toISOString()
    const request = { id: 'ghost', token: await linked('114'), amount: money(900), expires_at }
    assert.deepEqual(await connector.debit(request), { kind: 'no_answer' })
    await bank.setClock(59_000)
    assert.deepEqual(await connector.query('ghost'), { kind: 'not_found' })
    await bank.setClock(61_000)
    await receiver.arrived(1)
    await receiver.close()
    const [told] = receiver.received
    assert.ok(told)
    const event = connector.readCallback(told.headers, told.body)
    assert.partialDeepStrictEqual(event, { type: 'debit', id: 'ghost', result: { kind: 'approved' } })
    assert.deepEqual(await connector.query('ghost'), { kind: 'approved' })
    const statement = await connector.statement(chinaClock(event?.at ?? '').date)
    assert.ok(statement.kind === 'statement' && statement.rows.some(({ id }) => id === 'ghost'))
    await bank.setClock(0)
  })

  it('the sandbox bank beside us has secrets of ours and calls us where we listen; another has those that are set', () => {
    const { TOPAY_SECRET } = config
    assert.match(secrets.callbackSecret ?? '', /^whsec_/)
    assert.ok(![secrets.apiKey, secrets.callbackSecret].includes(TOPAY_SECRET))
    assert.notDeepEqual(bankSecrets({ TOPAY_SECRET: 'another' }), secrets)
    const TOPAY_BANK_URL = 'https://bank.example'
    assert.deepEqual(bankSecrets({ TOPAY_SECRET, TOPAY_BANK_URL, TOPAY_BANK_API_KEY: 'k' }), {
      apiKey: 'k',
      callbackSecret: undefined,
    })
    const TOPAY_PUBLIC_URL = 'https://pay.example'
    const own = 'http://127.0.0.1:3000'
    assert.equal(bankNotifyUrl({ TOPAY_PUBLIC_URL }, own), `${own}/api/v1/bank/callbacks`)
    assert.equal(bankNotifyUrl({ TOPAY_PUBLIC_URL, TOPAY_BANK_URL }, own), `${TOPAY_PUBLIC_URL}/api/v1/bank/callbacks`)
    assert.equal(bankNotifyUrl({}, undefined), undefined)
  })
})
