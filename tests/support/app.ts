import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { type Client, type ConfirmedOperation, createClient, type Role, type Verification } from '@topay/contract'
import { startServer } from '../../packages/server/src/app.ts'
import { createLog, DAY, fromNow, inTx, loadConfig, openDatabase } from '../../packages/server/src/platform/index.ts'
import { createStaffMember } from '../../packages/server/src/staff/index.ts'
import { setVerificationClass } from '../../packages/server/src/identity/index.ts'
import { createMerchant, setRefundTerms } from '../../packages/server/src/payments/index.ts'
import { bankSecrets } from '../../packages/server/src/wallet/index.ts'
import { staffIn } from './signed-in.ts'
import { assertBooksWhole } from './books.ts'
import { createTestDatabase } from './database.ts'
import { startSandboxBank } from '../../packages/server/src/sandbox-bank/index.ts'

/** A customer who signed up through the API. */
export type TestCustomer = {
  id: string
  identifier: string
  password: string
  token: string
  /** Names the device that the customer signed up on. */
  device_token: string
  api: Client
}
/** A staff member who signed in through the API. */
export type TestStaff = { id: string; email: string; password: string; token: string; api: Client }

export const CUSTOMER_PASSWORD = 'correct horse battery'
export const STAFF_PASSWORD = 'staff horse battery'
export const PAYMENT_PASSWORD = '739152'
/** A card of the sandbox bank that works. */
export const GOOD_CARD = '6217 0012 3456 7893'

/**
 * A whole Topay in this process: own database, own sandbox bank process, real HTTP on a free port. The helpers go through the API, as a program would,
 * except where an administrator or a merchant must exist first. `bankLateMs`: how long the bank takes to decide what it did not answer.
 */
export const startTestApp = async (env: Record<string, string> = {}, options: { bankLateMs?: number } = {}) => {
  const database = await createTestDatabase({ template: 'migrated' })
  const folder = mkdtempSync(join(tmpdir(), 'topay-app-'))
  const log = createLog({ level: process.env.TEST_LOG ?? 'silent' })
  const config = loadConfig({
    TOPAY_ENV: 'test',
    TOPAY_DATA_DIR: folder,
    PORT: '0',
    TOPAY_RATE_LIMIT: '1000000',
    TOPAY_CREDENTIAL_RATE_LIMIT: '1000000',
    // Server and test share a process, and the machine with other tests.
    TOPAY_BUSY_MS: '60000',
    TOPAY_BANK_TIMEOUT_MS: '1000',
    ...env,
  })
  const bank = await startSandboxBank({
    dataDir: join(folder, 'bank'),
    ...(options.bankLateMs !== undefined && { lateMs: options.bankLateMs }),
    ...bankSecrets(config),
  })
  const server = await startServer({ config, databaseUrl: database.url, bankUrl: bank.url, log })
  const { db, close: closeDb } = openDatabase({ url: database.url, size: 4, log })

  const client = (token?: string): Client => createClient({ baseUrl: server.url, token, locale: () => 'en' })
  const anonymous = client()

  const signUp = async (name = '陈思远', identifier = `${randomUUID()}@example.com`): Promise<TestCustomer> => {
    const { sign_up_id } = await anonymous('startSignUp', { body: { identifier } })
    const sent = await anonymous('listDemoOutbox', { query: { to: identifier } })
    const {
      customer,
      token = '',
      device_token = '',
    } = await anonymous('confirmSignUp', {
      params: { sign_up_id },
      body: { code: sent.items[0]?.code ?? '', name, password: CUSTOMER_PASSWORD, token: true },
    })
    return { id: customer.id, identifier, password: CUSTOMER_PASSWORD, token, device_token, api: client(token) }
  }

  /** Puts a customer into a verification class, as an identity reviewer would. */
  const verifyAs = (customerId: string, verificationClass: 1 | 2 | 3) =>
    inTx(db, (tx) => setVerificationClass(tx, customerId, verificationClass))

  /** Makes a card one that was linked two days ago. */
  const ageCard = (cardId: string) =>
    db
      .updateTable('bank_card')
      .set({ created_at: fromNow(-2 * DAY) })
      .where('id', '=', cardId)
      .execute()

  /** A customer of verification class III with a card linked two days ago, a payment password and, when asked, money (minor units). */
  const signUpReady = async (balance = 0, card = GOOD_CARD): Promise<TestCustomer & { card_id: string }> => {
    const customer = await signUp()
    await verifyAs(customer.id, 3)
    const { id: card_id } = await customer.api('addCard', { body: { number: card, holder_name: '陈思远' } })
    await ageCard(card_id)
    await customer.api('setPaymentPassword', { body: { payment_password: PAYMENT_PASSWORD } })
    if (balance > 0) {
      await customer.api('topUp', {
        body: { card_id, amount: { amount: balance, currency: 'CNY' } },
        idempotencyKey: randomUUID(),
      })
    }
    return { ...customer, card_id }
  }

  /** The second factor for one operation, with the code read from the customer's mail. */
  const confirm = async (customer: TestCustomer, operation: ConfirmedOperation): Promise<Verification> => {
    const { id: challenge_id } = await customer.api('startChallenge', { body: operation })
    const sent = await anonymous('listDemoOutbox', { query: { to: customer.identifier } })
    return { challenge_id, code: sent.items[0]?.code ?? '' }
  }

  const signInStaff = async (roles: Role[] = ['agent']): Promise<TestStaff> => {
    const email = `${randomUUID()}@staff.example.com`
    const name = { zh: '林晓', en: 'Lin Xiao' }
    const doer = { kind: 'system', id: 'test' } as const
    await inTx(db, (tx) => createStaffMember(tx, { email, name, roles, password: STAFF_PASSWORD, demo: true, doer }))
    const { staff, token = '' } = staffIn(
      await anonymous('staffSignIn', { body: { identifier: email, password: STAFF_PASSWORD, token: true } }),
    )
    return { id: staff.id, email, password: STAFF_PASSWORD, token, api: client(token) }
  }

  const openMerchant = async () => {
    const merchant = await createMerchant(db, {
      name: { zh: '山岚户外', en: 'Shanlan Outdoor' },
      category: 'outdoor',
      offers: [{ title: { zh: '登山杖', en: 'Trekking pole' }, amount: 8_600 }],
    })
    const text = { zh: '收货后 7 天内可以不说原因退货退款。', en: 'Return within 7 days of receipt, no reason needed.' }
    const terms = { merchant_id: merchant.id, window_days: 7, clock_start: 'delivered', text } as const
    await inTx(db, (tx) => setRefundTerms(tx, terms))
    return merchant
  }

  return {
    url: server.url,
    databaseUrl: database.url,
    bankUrl: bank.url,
    config,
    db,
    bank,
    client,
    anonymous,
    signUp,
    signUpReady,
    signInStaff,
    openMerchant,
    verifyAs,
    ageCard,
    confirm,
    /** Stops everything; fails when the books are not whole. */
    close: async () => {
      await server.close()
      try {
        await assertBooksWhole(db)
      } finally {
        await closeDb()
        await bank.stop()
        await database.drop()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
export type TestApp = Awaited<ReturnType<typeof startTestApp>>
