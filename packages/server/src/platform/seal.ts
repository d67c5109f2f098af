import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const IV = 12
const TAG = 16

/** What a secret is kept for: each purpose has a key of its own, derived from TOPAY_SECRET. */
export type SealPurpose = 'topay outbound message' | 'topay webhook secret'

const keyOf = (secret: string, purpose: SealPurpose): Buffer => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))

/** Encrypts what has to be read again (AES-256-GCM); bound to its purpose and to the id of what it belongs to. */
export const seal = (secret: string, purpose: SealPurpose, id: string, text: string): Buffer => {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), iv).setAAD(Buffer.from(id))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Decrypts what `seal` made; throws when the secret, the purpose, the id or a byte is another. */
export const unseal = (secret: string, purpose: SealPurpose, id: string, sealed: Buffer): string => {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), sealed.subarray(0, IV))
    .setAAD(Buffer.from(id))
    .setAuthTag(sealed.subarray(IV, IV + TAG))
  return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]).toString('utf8')
}
