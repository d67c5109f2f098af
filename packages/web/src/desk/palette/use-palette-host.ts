import { useCallback, useMemo, useRef, useState } from 'react'
import type { Command, PaletteRegistry } from './palette-context.ts'

/** The palette's state: whether it is open, and what pages offer to it. */
export const usePaletteHost = () => {
  const [open, setOpen] = useState(false)
  const offers = useRef(new Map<string, () => Command[]>())
  const context = useMemo<PaletteRegistry>(
    () => ({
      offer: (group, commands) => {
        offers.current.set(group, commands)
        return () => {
          if (offers.current.get(group) === commands) offers.current.delete(group)
        }
      },
    }),
    [],
  )
  return {
    open,
    context,
    toggle: useCallback(() => setOpen((was) => !was), []),
    close: useCallback(() => setOpen(false), []),
    offered: useCallback(() => [...offers.current].map(([group, commands]) => ({ group, commands: commands() })), []),
  }
}

export type PaletteHost = ReturnType<typeof usePaletteHost>
