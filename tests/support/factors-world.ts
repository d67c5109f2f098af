import type { Challenge, Verification } from '@topay/contract'
import { accountConfirmed } from '../../packages/server/src/identity/factors/account-factor.ts'
import { startChallenge } from '../../packages/server/src/identity/factors/challenges.ts'
import type { OwnRequest } from '../../packages/server/src/identity/factors/own-change.ts'
import { confirmPasskey, startPasskey } from '../../packages/server/src/identity/factors/own-passkeys.ts'
import { confirmTotp, startTotp } from '../../packages/server/src/identity/factors/own-totp.ts'
import { insertSession } from '../../packages/server/src/identity/security/session-queries.ts'
import { createCustomer, hashPassword } from '../../packages/server/src/identity/index.ts'
import { DAY, fromNow, inTx, now, SECOND, sha256, timestamp } from '../../packages/server/src/platform/index.ts'
import type { SoftwareAuthenticator } from './authenticator.ts'
import { totpCode } from './totp.ts'
import { useDatabase } from './use-database.ts'

export const PASSWORD = 'correct horse battery'
export const PIN = '739152'
/** Where the browsers of this world are. */
export const HOST = 'localhost:3000'
const STEP = 30 * SECOND

/** A database with customers who have second factors. Passwords are PASSWORD and PIN. */
export const openFactorsWorld = async () => {
  const world = await useDatabase()
  const config = { TOPAY_SECRET: 'factors-factors-factors-factors-fact', demo: true, TOPAY_PUBLIC_URL: undefined }
  const deps = { ...world, config, publicUrl: () => `http://${HOST}` }
  const [password_hash, payment_password_hash] = await Promise.all([hashPassword(PASSWORD), hashPassword(PIN)])
  let count = 0

  const sessionOf = (customer_id: string): string => `ses_of_${customer_id}`
  const ownRequest = (customer_id: string): OwnRequest => ({
    customer_id,
    request_id: 'req_test',
    origin: { ip: '127.0.0.1', user_agent: 'test', session_id: sessionOf(customer_id) },
  })
  type Operation = Parameters<typeof accountConfirmed>[0]
  const challenge = (customer_id: string, operation: Operation): Promise<Challenge> =>
    inTx(world.db, (tx) =>
      startChallenge(tx, config, {
        customer_id,
        method: operation.method,
        host: HOST,
        ...accountConfirmed(operation),
      }),
    )
  /** The code that was sent last. */
  const sentCode = async (customer_id: string): Promise<string> => {
    const { code } = await world.db
      .selectFrom('outbound_message')
      .select('code')
      .where('customer_id', '=', customer_id)
      .where('code', 'is not', null)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return code ?? ''
  }
  /** Confirms a change of the account by a code that is sent; a minute passes. */
  const byCode = async (customer_id: string, operation: Operation): Promise<Verification> => {
    world.travel(61 * SECOND)
    const { id } = await challenge(customer_id, operation)
    return { challenge_id: id, code: await sentCode(customer_id) }
  }
  /** To the middle of the next time step, so that none ends while a test runs, and the next code is a new one. */
  const toMidStep = () => world.travel(STEP + STEP / 2 - (now().getTime() % STEP))

  return {
    ...world,
    deps,
    ownRequest,
    challenge,
    sentCode,
    byCode,
    toMidStep,
    /** A customer who is signed in. */
    customer: () =>
      inTx(world.db, async (tx) => {
        const id = await createCustomer(tx, {
          name: '陈思远',
          locale: 'zh-CN',
          addresses: [{ kind: 'phone', value: `+86138${String(12_350_000 + count++)}` }],
          password_hash,
          payment_password_hash,
        })
        await insertSession(tx, {
          id: sessionOf(id),
          customer_id: id,
          token_hash: sha256(id),
          device_id: null,
          kind: 'program',
          ip: '127.0.0.1',
          user_agent: 'test',
          place: null,
          idle_at: null,
          created_at: timestamp(),
          expires_at: fromNow(DAY),
        })
        return id
      }),
    /** Adds a passkey the way a customer does who has no authenticator app. */
    addPasskey: async (customer_id: string, authenticator: SoftwareAuthenticator, name?: string) => {
      const own = ownRequest(customer_id)
      const verification = await byCode(customer_id, { operation: 'add_passkey' })
      const { options } = await startPasskey(deps, own, { password: PASSWORD, verification, host: HOST })
      return confirmPasskey(deps, own, { passkey: authenticator.create(options), name })
    },
    /** Turns the authenticator app on; `code` is the one of now, and `next` goes to the next step first. */
    addTotp: async (customer_id: string) => {
      const own = ownRequest(customer_id)
      const { secret } = await startTotp(deps, own, PASSWORD)
      toMidStep()
      const code = (): string => totpCode(secret, now().getTime())
      const { recovery_codes } = await confirmTotp(deps, own, code())
      const next = (): string => {
        toMidStep()
        return code()
      }
      return { secret, recovery_codes, code, next }
    },
  }
}
