import type { QueryClient } from '@tanstack/react-query'
import type { Customer } from '@topay/contract'
import { client } from '#shared/api/client.ts'
import { apiQuery } from '#shared/api/query.ts'
import { rememberedLanguage } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { createLive, type Live } from './create-live.ts'

let current: Live | null = null
const listeners = new Set<() => void>()

const set = (next: Live | null) => {
  current = next
  for (const listener of listeners) listener()
}

/** Ends the live connection: the session is over. */
export const endLive = () => {
  current?.end()
  set(null)
}

/** Connects the signed-in customer, unless that is done already. */
export const startLive = (customer: Customer, queryClient: QueryClient) => {
  if (current?.personId === customer.id) return
  current?.end()
  set(createLive(customer, queryClient))
  void agreeOnLanguage(customer, queryClient)
}

/** Letters to the customer follow the language chosen in this browser; a browser that knows of none takes theirs. */
const agreeOnLanguage = async (customer: Customer, queryClient: QueryClient) => {
  const chosen = rememberedLanguage()
  if (chosen === undefined) await setLanguage(customer.locale)
  else if (chosen !== customer.locale) {
    // When it fails it is tried again with the next start; the app shows the chosen language all the same.
    const changed = await client('updateMe', { body: { locale: chosen } }).catch(() => undefined)
    if (changed) queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
  }
}

export const liveStore = {
  get: () => current,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}
