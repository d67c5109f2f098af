import { useState } from 'react'

/** Kept while this window is open, and nowhere else. */
let last = ''

/**
 * The address or number of the account, typed once: sign-in, the forgotten password and the way back with documents start
 * with what was typed on the page before.
 */
export const useTypedIdentifier = () => {
  const [value, setValue] = useState(last)
  return [
    value,
    (next: string) => {
      last = next
      setValue(next)
    },
  ] as const
}

/** Somebody is signed in: what was typed is no help to whoever comes next. */
export const forgetTypedIdentifier = () => {
  last = ''
}
