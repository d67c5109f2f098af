import { knowsPasskeys } from '../passkey.ts'

/** Whether passkeys work at an address at all: browsers tie them to a domain name, never to bare numbers. */
export const isDomainName = (hostname: string): boolean => !/^[\d.]+$/.test(hostname) && !hostname.includes(':')

/** Whether this browser, at this address, can use passkeys. */
export const passkeysWorkHere = (): boolean => knowsPasskeys() && isDomainName(location.hostname)
