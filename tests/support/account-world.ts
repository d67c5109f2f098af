import { after, afterEach, before } from 'node:test'
import { ApiError, type Client, type ConfirmedOperation, type ErrorCode, type Verification } from '@topay/contract'
import { moveClock, now, SECOND } from '../../packages/server/src/platform/index.ts'
import { startTestApp, type TestApp, type TestCustomer } from './app.ts'
import { customerIn } from './signed-in.ts'
import { totpCode } from './totp.ts'

const STEP = 30 * SECOND

/** For assert.rejects: a refusal of the API with this code. */
export const refused =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof ApiError && error.problem.code === code

/** A whole Topay for the tests of one file about accounts, with a clock that is moved back after each. */
export const useAccounts = () => {
  let app: TestApp | undefined
  let travelled = 0
  const it = (): TestApp => {
    if (!app) throw new Error('the world is there once the tests run')
    return app
  }
  const travel = (ms: number): void => {
    moveClock(ms)
    travelled += ms
  }
  before(async () => {
    app = await startTestApp()
  })
  after(() => app?.close())
  afterEach(() => {
    moveClock(-travelled)
    travelled = 0
  })

  /** What went to an address, the newest first. */
  const outbox = async (to: string) => (await it().anonymous('listDemoOutbox', { query: { to, limit: 50 } })).items
  /** The newest code that went to an address. */
  const codeAt = async (to: string): Promise<string> => (await outbox(to)).find(({ code }) => code !== null)?.code ?? ''

  return {
    app: it,
    travel,
    outbox,
    codeAt,
    templatesAt: async (to: string): Promise<string[]> => (await outbox(to)).map(({ template }) => template),
    /** Signs in again on the device that the customer signed up on. */
    signInAgain: async ({ identifier, device_token }: TestCustomer, password: string): Promise<Client> => {
      const body = { identifier, password, token: true, device_token }
      return it().client(customerIn(await it().anonymous('signIn', { body })).token)
    },
    /** Confirms a change of the account by a code that is sent; a minute passes, for the next code may be asked for by then. */
    byCode: async (customer: TestCustomer, operation: ConfirmedOperation): Promise<Verification> => {
      travel(61 * SECOND)
      const { id: challenge_id } = await customer.api('startChallenge', { body: operation })
      return { challenge_id, code: await codeAt(customer.identifier) }
    },
    /** Turns the authenticator app on; `next` is a code of a step that was not used yet. */
    turnOnTotp: async (customer: TestCustomer) => {
      const { secret } = await customer.api('startTotp', { body: { password: customer.password } })
      const next = (): string => {
        travel(STEP + STEP / 2 - (now().getTime() % STEP))
        return totpCode(secret, now().getTime())
      }
      const { recovery_codes } = await customer.api('confirmTotp', { body: { code: next() } })
      return { next, recovery_codes }
    },
  }
}
