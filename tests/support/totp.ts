import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without padding. */
const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** RFC 4226: the dynamic truncation of an HMAC-SHA-1 over the counter. */
const hotp = (key: Buffer, counter: number, digits: number): string => {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', key).update(message).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const value = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(value % 10 ** digits).padStart(digits, '0')
}

/** An authenticator app written from RFC 6238, apart from the part that the server uses: steps of 30 s, SHA-1. `at` in ms. */
export const totpCode = (secret: string, at: number, digits = 6): string =>
  hotp(fromBase32(secret), Math.floor(at / 30_000), digits)
