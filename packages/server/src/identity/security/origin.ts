import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BlockList, isIP } from 'node:net'
import * as bowser from 'bowser'
import { type CountryResponse, Reader } from 'mmdb-lib'
import type { LocalizedText } from '@topay/contract'

/** Addresses that never cross the internet: RFC 1918, 4193, 3927, 6598, loopback. */
const local = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  local.addSubnet(network, prefix, 'ipv4')
local.addAddress('::1', 'ipv6')
local.addSubnet('fc00::', 7, 'ipv6')
local.addSubnet('fe80::', 10, 'ipv6')

/** What stands for a local network where else a country's code stands. */
const LOCAL = 'local'

let countries: Reader<CountryResponse> | undefined

/** The database of countries lies in memory (8 MB) from its first use on. */
const countryReader = (): Reader<CountryResponse> => {
  const file = createRequire(import.meta.url).resolve(
    '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
  )
  return (countries ??= new Reader<CountryResponse>(readFileSync(file)))
}

/** Country of an address (ISO 3166, two letters), `local` for a local network; null when it cannot be told. */
export const placeOf = (ip: string): string | null => {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  if (version === 0) return null
  if (local.check(plain, version === 4 ? 'ipv4' : 'ipv6')) return LOCAL
  const found: unknown = countryReader().get(plain)
  return typeof found === 'object' &&
    found !== null &&
    'country_code' in found &&
    typeof found.country_code === 'string'
    ? found.country_code
    : null
}

const namesIn = {
  zh: new Intl.DisplayNames('zh-CN', { type: 'region', fallback: 'none' }),
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }),
}

/** A stored place in words. */
export const placeInWords = (place: string | null): LocalizedText | null => {
  if (place === LOCAL) return { zh: '本地网络', en: 'Local network' }
  if (place === null || !/^[A-Z]{2}$/.test(place)) return null
  const [zh, en] = [namesIn.zh.of(place), namesIn.en.of(place)]
  return zh && en ? { zh, en } : null
}

const NAME_LENGTH = 60

/** A browser or program in words, as it describes itself: "Chrome · Android", "Safari · iPhone", "curl". It may lie, so it decides nothing. */
export const deviceName = (userAgent: string): string => {
  if (userAgent.trim() === '') return 'API'
  const { browser, os, platform } = bowser.parse(userAgent)
  const system = platform.model === 'iPhone' || platform.model === 'iPad' ? platform.model : os.name
  const parts = [browser.name, system].filter((part): part is string => !!part)
  // Programs say "name/version" only.
  const name = parts.length > 0 ? parts.join(' · ') : (/^[\w.-]+/.exec(userAgent)?.[0] ?? 'API')
  return name.slice(0, NAME_LENGTH)
}
