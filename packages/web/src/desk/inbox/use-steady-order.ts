import { useState } from 'react'
import { arrange } from './arrange.ts'
import type { Arrangement } from './arrange.ts'

type Input = {
  /** Which list this is. Another one starts anew, whatever is held. */
  name: string
  fresh: readonly string[]
  held: boolean
  openId: string | null
}

const same = (a: Input, b: Input): boolean =>
  a.name === b.name && a.held === b.held && a.openId === b.openId && a.fresh === b.fresh

const next = (shown: Arrangement & Input, input: Input): Arrangement & Input => ({
  ...input,
  ...arrange(shown.name === input.name ? shown.order : [], input.fresh, input),
})

/** The order of rows that a reader sees, kept steady while it must be (see `arrange`). */
export const useSteadyOrder = (input: Input): Arrangement => {
  const [shown, setShown] = useState(() => next({ ...input, order: [], waiting: 0 }, input))
  if (same(shown, input)) return shown
  const now = next(shown, input)
  setShown(now)
  return now
}
