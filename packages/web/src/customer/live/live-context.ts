import { createContext, useContext } from 'react'
import type { Live } from './create-live.ts'

export const LiveContext = createContext<Live | null>(null)

/** The live connection of the signed-in customer; only on pages that need one. */
export const useLive = (): Live => {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive needs a signed-in customer')
  return live
}
