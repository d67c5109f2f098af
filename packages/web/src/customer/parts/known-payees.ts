import { useQuery } from '@tanstack/react-query'
import type { Payee } from '@topay/contract'
import { apiQuery } from '#shared/api/query.ts'

const KEY = 'topay.payees'
/** How many people found in this session are kept, so that a reload does not forget who is being paid. */
const MOST = 10

const stored = (): Payee[] => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Payee[]
  } catch {
    return []
  }
}

/** Remembers somebody who was found, for the pages that follow; gone with the tab. */
export const rememberPayee = (payee: Payee) => {
  try {
    const rest = stored().filter((one) => one.id !== payee.id)
    sessionStorage.setItem(KEY, JSON.stringify([payee, ...rest].slice(0, MOST)))
  } catch {
    // Then a reload asks to find the person again.
  }
}

export const peoplePaid = apiQuery('listPayees', {})

/**
 * Somebody whose id the address names: found in this session, paid before, or asking for money. `pending` while that is
 * looked up; the payee is undefined when nobody is known by that id.
 */
export const usePayee = (payeeId: string | undefined) => {
  const before = useQuery({ ...peoplePaid, enabled: payeeId !== undefined })
  const found = payeeId === undefined ? undefined : stored().find((one) => one.id === payeeId)
  const paid = before.data?.items.find((one) => one.id === payeeId)
  return {
    payee: paid ?? found,
    pending: payeeId !== undefined && !found && before.isPending,
    read: before,
  }
}
