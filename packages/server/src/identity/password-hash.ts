import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** argon2id as OWASP's Password Storage Cheat Sheet advises: 19 MiB, two passes, one lane. `memory` in KiB. */
const params = { memory: 19 * 1024, passes: 2, parallelism: 1 }
const SALT = 16
const TAG = 32

/** Base64 without padding, as PHC strings have it. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const encode = (salt: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$m=${params.memory},t=${params.passes},p=${params.parallelism}$${base64(salt)}$${base64(tag)}`

const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,128})$/

/** The same password typed on another keyboard has the same hash (NIST SP 800-63B 3.1.1.2). */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'))

/** Hashes a password with argon2id; answers a PHC string that carries its own salt and cost. Takes some 30 ms of one core, outside the event loop. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(SALT)
  return encode(nonce, await derive('argon2id', { message: bytesOf(password), nonce, tagLength: TAG, ...params }))
}

/** A hash that no password has, for accounts that do not exist. */
const nobody = encode(Buffer.alloc(SALT, 1), Buffer.alloc(TAG))

/** True when the password has this hash. With null, for an account that does not exist, it does the same work and answers false. */
export const verifyPassword = async (hash: string | null, password: string): Promise<boolean> => {
  const [, memory, passes, parallelism, salt = '', tag = ''] = phc.exec(hash ?? nobody) ?? []
  if (memory === undefined) throw new Error('stored password hash is not argon2id')
  const expected = Buffer.from(tag, 'base64')
  const derived = await derive('argon2id', {
    message: bytesOf(password),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(derived, expected) && hash !== null
}
