import { randomBytes } from 'node:crypto'
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Passkey, Verification } from '@topay/contract'
import { z } from 'zod'
import { AppError, type Db, found, fromNow, inTx, newId, timestamp, type Tx } from '../../platform/index.ts'
import { getCustomer, lockCustomer } from '../customers.ts'
import type { IdentityDeps } from '../deps.ts'
import { deviceName } from '../security/origin.ts'
import { checkOwnPassword } from '../sign-in/locks.ts'
import { accountFactor, type FactorAnswer, requireFactor } from './account-factor.ts'
import { type OwnRequest, tellOfChange } from './own-change.ts'
import { expectedOf, keptChallenge, passkeySite } from './passkey-site.ts'
import { factorPolicy } from './policy.ts'
import {
  countRecoveryCodes,
  deletePasskey,
  giveWebauthnUser,
  insertPasskey,
  putRegistration,
  selectPasskeys,
  takeRegistration,
} from './queries.ts'
import { endRecoveryCodes, issueRecoveryCodes } from './recovery-codes.ts'

/** Of a new credential, what is looked at; all else is dropped. */
const Attestation = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
})

type Row = Awaited<ReturnType<typeof selectPasskeys>>[number]
const toWire = ({
  id,
  name,
  synced,
  created_at,
  last_used_at,
}: Omit<Row, 'credential_id' | 'transports'>): Passkey => ({
  id,
  name,
  synced,
  created_at,
  last_used_at,
})

/** Passkeys of a customer, the newest first. */
export const listPasskeys = async (tx: Tx | Db, customerId: string): Promise<Passkey[]> =>
  (await selectPasskeys(tx, customerId)).map(toWire)

const requireRoom = async (tx: Tx, existing: readonly unknown[]): Promise<void> => {
  if (existing.length >= (await factorPolicy.read(tx)).passkeys) throw new AppError('PASSKEYS_MANY')
}

/** Length of the name that authenticators know a customer by, bytes; random, so that it says nothing. */
const USER_ID_BYTES = 32

/**
 * Begins to add a passkey, after the sign-in password and a second factor: options for the browser. The passkey can be found without naming the account and
 * takes the device's own lock (fingerprint, face, PIN). `host`: the request's own. Throws PASSKEY_ADDRESS, CREDENTIALS_WRONG, SIGN_IN_PAUSED, FACTOR_NEEDED,
 * CODE_WRONG, PASSKEYS_MANY.
 */
export const startPasskey = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { password: string; verification?: Verification | undefined; host: string | undefined },
): Promise<{ options: Record<string, unknown>; expires_at: string }> => {
  const { db, config } = deps
  const { customer_id } = own
  const { password, verification, host } = given
  const site = passkeySite(config, host)
  await checkOwnPassword(db, { customer_id, session_id: own.origin.session_id, password })
  const { answer, started } = await inTx(db, async (tx) => {
    await lockCustomer(tx, customer_id)
    const existing = await selectPasskeys(tx, customer_id)
    await requireRoom(tx, existing)
    const factor = await accountFactor(tx, config, { customer_id, operation: 'add_passkey', verification })
    if (factor !== 'ok') return { answer: factor, started: null }
    const { name, email, phone } = await getCustomer(tx, customer_id)
    const challenge = randomBytes(32)
    const { setup_life_ms } = await factorPolicy.read(tx)
    const expires_at = fromNow(setup_life_ms)
    await putRegistration(tx, { customer_id, challenge: keptChallenge(challenge, site), expires_at })
    const options = await generateRegistrationOptions({
      rpName: 'Topay',
      rpID: site.rp_id,
      userID: new Uint8Array(await giveWebauthnUser(tx, customer_id, randomBytes(USER_ID_BYTES))),
      userName: email ?? phone ?? name,
      userDisplayName: name,
      challenge: new Uint8Array(challenge),
      timeout: setup_life_ms,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: existing.map(({ credential_id, transports }) => ({
        id: credential_id.toString('base64url'),
        transports,
      })),
    })
    return { answer: factor, started: { options: { ...options }, expires_at } }
  })
  requireFactor(answer)
  return found(started)
}

/** What a browser made for the kept challenge; null when it does not fit. */
const registered = async (kept: Buffer, given: unknown) => {
  const answer = Attestation.safeParse(given)
  const expected = expectedOf(kept)
  if (!answer.success || !expected) return null
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...answer.data, clientExtensionResults: {} },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rp_id,
      requireUserVerification: true,
    })
    return registrationInfo ? { ...registrationInfo, transports: answer.data.response.transports ?? [] } : null
  } catch {
    return null
  }
}

const addPasskey = async (
  tx: Tx,
  deps: IdentityDeps,
  own: OwnRequest,
  given: { passkey: unknown; name?: string | undefined },
): Promise<{ passkey: Passkey; recovery_codes: string[] | null } | null> => {
  const { customer_id, origin } = own
  await lockCustomer(tx, customer_id)
  const kept = await takeRegistration(tx, customer_id)
  const made = kept && (await registered(kept, given.passkey))
  if (!made) return null
  await requireRoom(tx, await selectPasskeys(tx, customer_id))
  const passkey = {
    id: newId('passkey'),
    name: given.name ?? deviceName(origin.user_agent),
    synced: made.credentialBackedUp,
    created_at: timestamp(),
    last_used_at: null,
  }
  const { credential, transports } = made
  const stored = await insertPasskey(tx, {
    ...passkey,
    customer_id,
    credential_id: Buffer.from(credential.id, 'base64url'),
    public_key: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports,
  })
  if (!stored) return null
  await tellOfChange(tx, deps, own, {
    kind: 'passkey_added',
    action: 'customer.passkey_added',
    detail: passkey.name,
    audit: { passkey_id: passkey.id },
  })
  const first = (await countRecoveryCodes(tx, customer_id)) === 0
  return {
    passkey: toWire(passkey),
    recovery_codes: first ? await issueRecoveryCodes(tx, deps.config, customer_id) : null,
  }
}

/**
 * Adds the passkey that the browser made. With the first strong factor come recovery codes, told this once. A registration can be tried once. Throws
 * PASSKEY_REFUSED, PASSKEYS_MANY.
 */
export const confirmPasskey = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { passkey: unknown; name?: string | undefined },
): Promise<{ passkey: Passkey; recovery_codes: string[] | null }> => {
  const added = await inTx(deps.db, (tx) => addPasskey(tx, deps, own, given))
  if (!added) throw new AppError('PASSKEY_REFUSED')
  return added
}

/**
 * Removes a passkey, with a second factor; answers those that are left. Recovery codes end with the last strong factor. Throws NOT_FOUND, FACTOR_NEEDED,
 * CODE_WRONG.
 */
export const removePasskey = async (
  deps: IdentityDeps,
  own: OwnRequest,
  given: { passkey_id: string; verification?: Verification | undefined },
): Promise<Passkey[]> => {
  const { db, config } = deps
  const { customer_id } = own
  const { passkey_id, verification } = given
  const answer = await inTx(db, async (tx): Promise<FactorAnswer> => {
    await lockCustomer(tx, customer_id)
    const passkey = found((await selectPasskeys(tx, customer_id)).find(({ id }) => id === passkey_id))
    const factor = await accountFactor(tx, config, {
      customer_id,
      operation: 'remove_passkey',
      parts: [passkey_id],
      verification,
    })
    if (factor !== 'ok') return factor
    await deletePasskey(tx, customer_id, passkey_id)
    const left = await selectPasskeys(tx, customer_id)
    const { two_factor } = await getCustomer(tx, customer_id)
    if (left.length === 0 && two_factor !== 'totp') await endRecoveryCodes(tx, customer_id)
    await tellOfChange(tx, deps, own, {
      kind: 'passkey_removed',
      action: 'customer.passkey_removed',
      detail: passkey.name,
      audit: { passkey_id },
    })
    return factor
  })
  requireFactor(answer)
  return listPasskeys(db, customer_id)
}
