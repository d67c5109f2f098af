import { randomBytes } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { recordAudit } from '../../audit/index.ts'
import { sha256, timestamp, type Tx } from '../../platform/index.ts'
import { expectedOf, keptChallenge, passkeySite, type SiteConfig } from './passkey-site.ts'
import { factorPolicy } from './policy.ts'
import { lockPasskey, markPasskeyUsed, selectPasskeys } from './queries.ts'

/** Of an authenticator's answer, what is looked at; all else is dropped. */
const Assertion = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
    userHandle: z.string().nullish(),
  }),
})

/**
 * Options for the browser to have a passkey used. `customer_id`: only passkeys of that customer; without it the authenticator offers what it has.
 * `binding`: what the signature is to be over as well, such as payee and amount. `host`: the request's own. `challenge` is to be kept as it is and given to
 * `verifyPasskey`, once. Throws PASSKEY_ADDRESS.
 */
export const passkeyRequest = async (
  tx: Tx,
  { config }: { config: SiteConfig },
  input: { customer_id?: string; binding?: Buffer; host: string | undefined },
): Promise<{ options: Record<string, unknown>; challenge: Buffer }> => {
  const site = passkeySite(config, input.host)
  const own = input.customer_id === undefined ? [] : await selectPasskeys(tx, input.customer_id)
  const challenge = sha256(Buffer.concat([randomBytes(32), input.binding ?? Buffer.alloc(0)]))
  const options = await generateAuthenticationOptions({
    rpID: site.rp_id,
    challenge: new Uint8Array(challenge),
    allowCredentials: own.map(({ credential_id, transports }) => ({
      id: credential_id.toString('base64url'),
      transports,
    })),
    userVerification: 'required',
    timeout: (await factorPolicy.read(tx)).challenge_life_ms,
  })
  return { options: { ...options }, challenge: keptChallenge(challenge, site) }
}

type Kept = NonNullable<Awaited<ReturnType<typeof lockPasskey>>>

/** What the signature proves; null when it does not fit. */
const signedBy = async (passkey: Kept, challenge: Buffer, answer: z.infer<typeof Assertion>) => {
  const expected = expectedOf(challenge)
  if (!expected) return null
  const { userHandle, ...response } = answer.response
  const given: AuthenticationResponseJSON = {
    ...answer,
    response: { ...response, ...(userHandle && { userHandle }) },
    clientExtensionResults: {},
  }
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: given,
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rp_id,
      requireUserVerification: true,
      // The counter is looked at below, once it is certain that it is signed.
      credential: { id: answer.id, publicKey: new Uint8Array(passkey.public_key), counter: 0 },
    })
    return verified ? authenticationInfo : null
  } catch {
    // The library throws on whatever does not fit, and says why in words that are for nobody here.
    return null
  }
}

/** Whether the authenticator's own name for the customer fits. Where nobody said who it is, that name has to. */
const namesOwner = (passkey: Kept, handle: string | null | undefined, customerId: string | undefined): boolean => {
  if (customerId !== undefined && customerId !== passkey.customer_id) return false
  if (!handle) return customerId !== undefined
  return passkey.webauthn_user_id?.equals(Buffer.from(handle, 'base64url')) === true
}

/**
 * Checks what an authenticator answered to the options of `passkeyRequest`: challenge, origin, user verification, signature, and a counter that goes up where
 * there is one, or the passkey may have been copied. Null when it does not fit; commit that, for the audit trail. The caller sees to it that a challenge
 * counts once.
 */
export const verifyPasskey = async (
  tx: Tx,
  input: { challenge: Buffer; response: unknown; customer_id?: string },
): Promise<{ customer_id: string; passkey_id: string } | null> => {
  const answer = Assertion.safeParse(input.response)
  if (!answer.success) return null
  const passkey = await lockPasskey(tx, Buffer.from(answer.data.id, 'base64url'))
  if (!passkey || !namesOwner(passkey, answer.data.response.userHandle, input.customer_id)) return null
  const signed = await signedBy(passkey, input.challenge, answer.data)
  if (!signed) return null
  const { id, customer_id } = passkey
  const counter = signed.newCounter
  if ((counter > 0 || passkey.counter > 0) && counter <= passkey.counter) {
    const detail = { passkey_id: id, stored: passkey.counter, given: counter }
    const doer = { kind: 'system', id: 'identity' } as const
    await recordAudit(tx, { doer, action: 'customer.passkey_counter_fell', subject: customer_id, detail })
    return null
  }
  await markPasskeyUsed(tx, id, { counter, synced: signed.credentialBackedUp, last_used_at: timestamp() })
  return { customer_id, passkey_id: id }
}
