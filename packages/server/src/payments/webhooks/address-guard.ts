import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'

/** Thrown when an address is not one that messages may go to. */
export class AddressRefused extends Error {}

const special = new BlockList()
// IANA special-purpose registries: everything that is not somebody's public server.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  special.addSubnet(network, prefix, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether messages may go to an IP address. `allowLoopback`: to this very machine too, for development and tests. An IPv4 address inside an IPv6 one counts as IPv4. */
export const isAllowedAddress = (address: string, allowLoopback: boolean): boolean => {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(address) === 0) return false
  if (loopback.check(address, family)) return allowLoopback
  return !special.check(address, family)
}

// Not getaddrinfo: that runs on the threads that files and passwords need, and a name server of a merchant's that is silent would hold them.
const resolver = new Resolver({ timeout: 2_000, tries: 2 })

/** The addresses of a host's name, by DNS alone; `localhost` is this very machine. Throws the resolver's error when there are none. */
export const resolveHost = async (hostname: string): Promise<LookupAddress[]> => {
  const name = hostname.replace(/\.$/, '').toLowerCase()
  const literal = isIP(name)
  if (literal !== 0) return [{ address: name, family: literal }]
  if (name === 'localhost' || name.endsWith('.localhost'))
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
  return [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ]
}

/** A lookup for `http.request` that refuses forbidden addresses: what is checked is what is connected to, whatever the name says a moment later. */
export const guardedLookup =
  (allowLoopback: boolean, resolve = resolveHost): LookupFunction =>
  (hostname, options, callback) => {
    callbackify(resolve)(hostname, (error, addresses) => {
      if (error) return callback(error, '')
      const [first] = addresses
      const wrong = addresses.find(({ address }) => !isAllowedAddress(address, allowLoopback))
      if (wrong || !first) return callback(new AddressRefused('the address is not a public one'), '')
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }

/** The host of a URL as an address, when it is one. */
export const literalAddress = ({ hostname }: URL): string | null => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) === 0 ? null : bare
}

/**
 * Whether an endpoint may have this URL: https only (`allowLoopback`: http too), no user name or password in it, and no address that is not public. A name
 * that cannot be resolved now is allowed: it is checked again at every message.
 */
export const isAllowedUrl = async (text: string, allowLoopback: boolean, resolve = resolveHost): Promise<boolean> => {
  const url = URL.parse(text)
  if (!url || url.username !== '' || url.password !== '') return false
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:')) return false
  const literal = literalAddress(url)
  if (literal !== null) return isAllowedAddress(literal, allowLoopback)
  try {
    const addresses = await resolve(url.hostname)
    return addresses.every(({ address }) => isAllowedAddress(address, allowLoopback))
  } catch {
    return true
  }
}
