import { type ConfirmedOperation, createClient, money, type Verification } from '@topay/contract'
import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import { moveClock, SECOND } from '../../packages/server/src/platform/index.ts'
import { PAYMENT_PASSWORD, type TestApp } from './app.ts'
import { uploadAll } from './identity-documents.ts'
import { asFile, samplePicture } from './pictures.ts'
import { softwareAuthenticator } from './authenticator.ts'
import { eventually } from './signing-in.ts'

/** Somebody who proved an address and asks for an account back; their token. */
export const applicantToken = async (app: TestApp, contact: string): Promise<string> => {
  const { recovery_id } = await app.anonymous('startRecovery', { body: { contact } })
  const { items } = await app.anonymous('listDemoOutbox', { query: { to: contact } })
  const body = { code: items[0]?.code ?? '', token: true }
  return (await app.anonymous('confirmRecovery', { params: { recovery_id }, body })).token ?? ''
}

/** A customer and a merchant with one of everything that has an id; the ids by their prefix. */
export const ownerOfEverything = async (app: TestApp, name: string) => {
  const merchant = await app.openMerchant()
  const shop = app.client(merchant.api_key)
  const customer = await app.signUpReady(50_000)
  const { api } = customer
  const amount = money(100)
  const secret = { payment_password: PAYMENT_PASSWORD }
  const order = await api('createOrder', { body: { merchant_id: merchant.id, amount, description: name } })
  const endpoint = await shop('createWebhookEndpoint', {
    body: { url: `${app.url}/nowhere`, events: ['payment.succeeded'] },
  })
  const payment = await api('payOrder', {
    params: { order_id: order.id },
    body: { method: { type: 'balance' }, ...secret },
    idempotencyKey: `${name}-payment`,
  })
  const friend = await app.signUpReady()
  const payee = await api('findPayee', { body: { identifier: friend.identifier } })
  const transfer = await api('sendTransfer', {
    body: { payee_id: payee.id, amount, ...secret },
    idempotencyKey: `${name}-transfer`,
  })
  const withdrawal = await api('withdraw', {
    body: { card_id: customer.card_id, amount, ...secret },
    idempotencyKey: `${name}-withdrawal`,
  })
  const request = await api('createMoneyRequest', {
    body: { payee_id: payee.id, amount },
    idempotencyKey: `${name}-request`,
  })
  const support = await api('openCase', { body: { topic: 'payment', payment_id: payment.id, text: name } })
  const file = await api('uploadFile', { query: { name: 'a.png' }, file: asFile(await samplePicture({ title: name })) })
  const [document] = await uploadAll(api, 'uploadIdentityDocument', ['selfie'], name.length)
  /** A minute passes first, for the next code may be asked for by then. */
  const confirm = (operation: ConfirmedOperation): Promise<Verification> => {
    moveClock(61 * SECOND)
    return app.confirm(customer, operation)
  }
  const identifier = `second-${name}@example.com`
  const change = await api('startAddContact', {
    body: { identifier, verification: await confirm({ operation: 'add_contact', identifier }) },
  })
  const data = await api('exportMyData', {
    body: { password: customer.password, verification: await confirm({ operation: 'export_data' }) },
  })
  const site = app.url.replace('127.0.0.1', 'localhost')
  const atSite = createClient({ baseUrl: site, token: customer.token })
  const { options } = await atSite('startPasskey', {
    body: { password: customer.password, verification: await confirm({ operation: 'add_passkey' }) },
  })
  const { passkey } = await atSite('confirmPasskey', {
    body: { passkey: softwareAuthenticator(site).create(options), name },
  })
  const delivery = await eventually(async () => (await shop('listWebhookDeliveries', {})).items[0])
  await eventually(async () => (await api('listDataExports', {})).items.find(({ status }) => status === 'ready'))
  moveClock(61 * SECOND)
  const challenge = await api('startChallenge', { body: { operation: 'transfer', payee_id: payee.id, amount } })
  const bills = await api('listTransactions', {})
  const topUp = bills.items.find((item) => item.top_up_id)
  const [session] = (await api('listSessions', {})).items
  const [device] = (await api('listDevices', {})).items
  const [contact] = (await api('listContacts', {})).items
  const [key] = (await shop('listApiKeys', {})).items
  return {
    customer,
    merchant,
    shop,
    ids: {
      mer: merchant.id,
      cus: customer.id,
      card: customer.card_id,
      ord: order.id,
      pay: payment.id,
      case: support.id,
      top: topUp?.top_up_id ?? '',
      txn: topUp?.id ?? '',
      pye: payee.id,
      tra: transfer.id,
      wdr: withdrawal.id,
      req: request.id,
      chl: challenge.id,
      whe: endpoint.id,
      key: key?.id ?? '',
      file: file.file_id,
      doc: document?.id ?? '',
      ses: session?.id ?? '',
      dev: device?.id ?? '',
      con: contact?.id ?? '',
      cch: change.contact_change_id,
      exp: data.id,
      psk: passkey.id,
      whd: delivery.id,
    } as Record<string, string>,
  }
}

/** When somebody was last seen is no change. */
const seen = ['last_seen_at', 'last_used_at']
/** What a try may leave behind (counters, keys of requests), and what jobs do meanwhile (messages, webhooks). */
const passing = new Set([
  'job_worker',
  'sign_in_lock',
  'idempotency_key',
  'code_sent',
  'outbound_message',
  'webhook_delivery',
])

/** One hash of each table of the database, but for what a refused try may leave behind. */
export const databaseHashes = async (app: TestApp): Promise<string[]> => {
  const tables = await sql<{ name: string }>`select table_schema || '.' || table_name as name
    from information_schema.tables where table_type = 'BASE TABLE'
    and table_schema in ('public', 'ledger') order by 1`.execute(app.db)
  const hashes: string[] = []
  for (const { name } of tables.rows) {
    if (passing.has(name.replace('public.', ''))) continue
    const { rows } = await sql<{ hash: string | null }>`select md5(string_agg(row, '|' order by row)) as hash
      from (select (to_jsonb(t) - ${seen}::text[])::text as row from ${sql.table(name)} t) rows`.execute(app.db)
    hashes.push(`${name} ${rows[0]?.hash}`)
  }
  return hashes
}

/** Sends a request, again while the server says that it has too much to do, as a loaded machine makes it say of any request whoever sends it. */
export const askPatiently = async (url: string, init: RequestInit): Promise<Response> => {
  for (let left = 40; ; left--) {
    const response = await fetch(url, init)
    if (response.status !== 503 || left === 0) return response
    await response.arrayBuffer()
    await pause(250)
  }
}
