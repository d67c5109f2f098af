import { useQueryClient } from '@tanstack/react-query'
import type { Challenge } from '@topay/contract'
import type { Input } from '@topay/contract/web'
import { useEffect, useRef } from 'react'
import { errorCode } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { passkeysWorkHere } from './passkeys-here.ts'

export type Confirms = Input<'startChallenge'>['body']

/**
 * The challenge for one operation, begun once: with a passkey where the customer has one and it works here, else as the
 * server thinks best. `start` begins it anew, another way when a method is given.
 */
export const useChallenge = (confirms: Confirms, onStarted: (challenge: Challenge) => void) => {
  const queryClient = useQueryClient()
  const start = useApiMutation('startChallenge', {
    onSuccess: onStarted,
    onError: (error, { body }) => {
      const code = errorCode(error)
      // The passkey was removed elsewhere, or this address has none: the next best way.
      if (body.method === 'passkey' && (code === 'FACTOR_UNAVAILABLE' || code === 'PASSKEY_ADDRESS'))
        start.mutate({ body: { ...confirms, method: undefined } })
    },
  })
  const { mutate } = start
  const begun = useRef(false)
  useEffect(() => {
    // Once, also under StrictMode: every call may send a message.
    if (begun.current) return
    begun.current = true
    const begin = async () => {
      const read = { ...apiQuery('listPasskeys', {}), staleTime: 60_000 }
      const own = passkeysWorkHere() ? await queryClient.fetchQuery(read).catch(() => null) : null
      mutate({ body: own && own.items.length > 0 ? { ...confirms, method: 'passkey' } : confirms })
    }
    void begin()
  }, [mutate, confirms, queryClient])
  return {
    challenge: start.data,
    error: start.error,
    busy: start.isPending,
    start: (method?: Challenge['method']) => mutate({ body: { ...confirms, method } }),
    startAsync: (method: Challenge['method']) => start.mutateAsync({ body: { ...confirms, method } }),
  }
}
