import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { apiPrefix, operations } from '@topay/contract'
import type { TestApp } from './app.ts'

let numbers = 0
/** Addresses that nobody has. */
export const unknown = {
  email: (): string => `${randomUUID()}@example.com`,
  phone: (): string => `+86139${String(10_000_000 + numbers++)}`,
}
type Kind = keyof typeof unknown
export const kinds: Kind[] = ['email', 'phone']

/** What anybody may ask about an address without being signed in. */
const doors = {
  startSignUp: (identifier: string) => ({ identifier }),
  signIn: (identifier: string) => ({ identifier, password: 'wrong horse battery' }),
  startSignInCode: (identifier: string) => ({ identifier }),
  startPasswordReset: (identifier: string) => ({ identifier }),
  startRecovery: (contact: string) => ({ contact }),
}
export type Door = keyof typeof doors

/** What changes from answer to answer whoever is asked about: ids, times, and how long it took. */
const constant = (text: string): string =>
  text
    .replaceAll(/[a-z]+_[0-9a-f]{32}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/Ask again after \d+ seconds/g, 'Ask again after <n> seconds')

/** Asks at a door about an address: how long the answer took, and what can be seen of it. */
export const ask = async (app: TestApp, door: Door, identifier: string) => {
  const [method, path] = operations[door]
  const body = JSON.stringify(doors[door](identifier))
  const from = performance.now()
  const response = await fetch(`${app.url}${apiPrefix}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
    body,
  })
  const text = await response.text()
  const ms = performance.now() - from
  const headers = [...response.headers]
    .filter(([name]) => !name.startsWith('x-ratelimit') && name !== 'date')
    .map(([name, value]) => [name, constant(value)])
  return { ms, seen: { status: response.status, headers, body: constant(text) } }
}

/** No code was sent to anybody and nothing was tried, as far as the next request knows. */
export const forget = async (app: TestApp): Promise<void> => {
  await app.db.deleteFrom('code_sent').execute()
  await app.db.deleteFrom('sign_in_lock').execute()
}

/** All doors. */
export const doorNames = Object.keys(doors) as Door[]
