import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

/** CBOR (RFC 8949) of what a credential needs: whole numbers, bytes, text, maps. */
type Cbor = number | string | Buffer | Map<number | string, Cbor>
const head = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff])
}
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])])
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const base64url = (data: Buffer): string => data.toString('base64url')

/** COSE_Key of a P-256 public key (RFC 9053): EC2, ES256. */
const coseKey = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

const FLAGS = { present: 0x01, verified: 0x04, eligible: 0x08, synced: 0x10, attested: 0x40 }

type Credential = { id: Buffer; rpId: string; userHandle: string; key: KeyObject; counter: number }
/** What a test may have go wrong. `verified`: whether the device was unlocked. */
type How = {
  id?: Buffer | undefined
  origin?: string
  verified?: boolean
  counter?: number
  challenge?: string
  userHandle?: string | null
}
type CreationOptions = { challenge: string; rp: { id: string }; user: { id: string } }
type RequestOptions = { challenge: string; rpId: string; allowCredentials?: { id: string }[] }

/** A browser with an authenticator in it, in software: ES256, attestation none, at one origin. Options and answers are WebAuthn's JSON. */
export const softwareAuthenticator = (origin: string, settings: { synced?: boolean; counts?: boolean } = {}) => {
  const { synced = true, counts = false } = settings
  const credentials: Credential[] = []
  const clientData = (type: string, challenge: string, how: How): Buffer =>
    Buffer.from(
      JSON.stringify({ type, challenge: how.challenge ?? challenge, origin: how.origin ?? origin, crossOrigin: false }),
    )
  const authenticatorData = (rpId: string, counter: number, how: How, attested?: Buffer): Buffer => {
    const flags =
      FLAGS.present |
      (how.verified === false ? 0 : FLAGS.verified) |
      (synced ? FLAGS.eligible | FLAGS.synced : 0) |
      (attested ? FLAGS.attested : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  return {
    credentials,
    /** navigator.credentials.create */
    create: (given: Record<string, unknown>, how: How = {}): Record<string, unknown> => {
      const options = given as unknown as CreationOptions
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const id = how.id ?? randomBytes(16)
      const rpId = options.rp.id
      credentials.push({ id, rpId, userHandle: options.user.id, key: privateKey, counter: 0 })
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)])
      const authData = authenticatorData(rpId, 0, how, attested)
      const attestationObject = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', options.challenge, how)),
          attestationObject: base64url(attestationObject),
          transports: ['internal', 'hybrid'],
        },
      }
    },
    /** navigator.credentials.get, with the newest credential that is allowed. */
    get: (given: Record<string, unknown>, how: How = {}): Record<string, unknown> => {
      const { challenge, rpId, allowCredentials = [] } = given as unknown as RequestOptions
      const allowed = ({ id }: Credential): boolean =>
        allowCredentials.length === 0 || allowCredentials.some((each) => each.id === base64url(id))
      const credential = credentials.findLast((each) => each.rpId === rpId && allowed(each))
      if (!credential) throw new Error('the authenticator has no credential for this')
      if (counts) credential.counter += 1
      const authData = authenticatorData(rpId, how.counter ?? credential.counter, how)
      const data = clientData('webauthn.get', challenge, how)
      const signature = createSign('sha256')
        .update(Buffer.concat([authData, sha256(data)]))
        .sign(credential.key)
      const userHandle = how.userHandle === undefined ? credential.userHandle : how.userHandle
      return {
        id: base64url(credential.id),
        rawId: base64url(credential.id),
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(data),
          authenticatorData: base64url(authData),
          signature: base64url(signature),
          ...(userHandle !== null && { userHandle }),
        },
      }
    },
  }
}
export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>
