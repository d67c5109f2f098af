import { useEffect, useRef } from 'react'
import { isCharacterKey, isTextField, keyNameOf } from './shortcuts.ts'
import type { KeyName } from './shortcuts.ts'
import { characterKeysOn } from './character-keys.ts'

/** What a key does here. Nothing is done, and the key left to the browser, when the action is missing. */
export type KeyActions = Partial<Record<KeyName, (() => void) | undefined>>

/**
 * Shortcuts while this component is shown. They rest while a dialog or menu is open, and character keys rest in text
 * fields and when the person switched them off.
 */
export const useShortcuts = (actions: KeyActions): void => {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = keyNameOf(event)
      if (name === null || event.defaultPrevented) return
      const act = latest.current[name]
      if (act === undefined) return
      if (isCharacterKey(name) && (isTextField(event.target) || !characterKeysOn())) return
      const modal = document.querySelector('dialog[open], .ant-dropdown:not(.ant-dropdown-hidden, [class*="-leave"])')
      if (modal !== null) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
