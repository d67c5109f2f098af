import { isIP } from 'node:net'
import { AppError } from '../../platform/index.ts'

/** `TOPAY_PUBLIC_URL` when it is set. */
export type SiteConfig = { TOPAY_PUBLIC_URL?: string | undefined }

/** Where passkeys belong to: the domain that authenticators tie them to, and the origin that browsers sign over. */
export type PasskeySite = { rp_id: string; origin: string }

const siteOf = (origin: string): PasskeySite | null => {
  const url = URL.parse(origin)
  if (!url) return null
  const { protocol, hostname } = url
  const local = hostname === 'localhost' || hostname.endsWith('.localhost')
  const usable = protocol === 'https:' ? isIP(hostname) === 0 && !hostname.startsWith('[') : local
  return usable ? { rp_id: hostname, origin: url.origin } : null
}

/**
 * The site that a request came to. Browsers know passkeys only at a domain name over https, and at localhost: not at 127.0.0.1, nor any other bare address.
 * Without TOPAY_PUBLIC_URL the request's own host counts, and then only localhost: whoever serves a domain has to say which. Throws PASSKEY_ADDRESS.
 */
export const passkeySite = (config: SiteConfig, host: string | undefined): PasskeySite => {
  const site = config.TOPAY_PUBLIC_URL
    ? siteOf(config.TOPAY_PUBLIC_URL)
    : host === undefined
      ? null
      : siteOf(`http://${host}`)
  if (!site) throw new AppError('PASSKEY_ADDRESS')
  return site
}

/** Length of a challenge, bytes. */
const LENGTH = 32

/** A challenge as it is kept until its answer: 32 bytes, then the origin that it was given out at. */
export const keptChallenge = (challenge: Buffer, { origin }: PasskeySite): Buffer =>
  Buffer.concat([challenge, Buffer.from(origin)])

/** What the answer to a kept challenge must name. Null when it is no such thing. */
export const expectedOf = (kept: Buffer): (PasskeySite & { challenge: string }) | null => {
  const site = siteOf(kept.subarray(LENGTH).toString())
  return site && { ...site, challenge: kept.subarray(0, LENGTH).toString('base64url') }
}
