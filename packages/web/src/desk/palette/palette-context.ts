import { createContext, useContext, useEffect, useRef } from 'react'
import type { IconName } from '#shared/icons/icon.tsx'

/** Something the palette can do. */
export type Command = { id: string; icon: IconName; label: string; hint?: string; keys?: string; run: () => void }

/** Where pages put what can be done on them. */
export type PaletteRegistry = { offer: (group: string, commands: () => Command[]) => () => void }

export const PaletteContext = createContext<PaletteRegistry | null>(null)

/** Offers commands in the palette while this component is shown. They are asked for when the palette opens. */
export const useCommands = (group: string, commands: () => Command[]): void => {
  const registry = useContext(PaletteContext)
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  useEffect(() => registry?.offer(group, () => latest.current()), [registry, group])
}
