/** A key as it is written in help and palette. `mod` is Cmd on a Mac and Ctrl elsewhere. */
export type KeyName =
  | 'j'
  | 'k'
  | '/'
  | 'r'
  | 'n'
  | 'a'
  | 't'
  | 'w'
  | 'e'
  | 'i'
  | '?'
  | '1'
  | '2'
  | '3'
  | '4'
  | 'Escape'
  | 'mod+k'

type KeyEventLike = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
}

const names = new Set<string>([
  'j',
  'k',
  '/',
  'r',
  'n',
  'a',
  't',
  'w',
  'e',
  'i',
  '?',
  '1',
  '2',
  '3',
  '4',
  'Escape',
  'mod+k',
])
const isKeyName = (value: string): value is KeyName => names.has(value)

/** Which shortcut a key press is; null for keys that are none, and while an input method is composing. */
export const keyNameOf = (event: KeyEventLike): KeyName | null => {
  if (event.isComposing || event.altKey) return null
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const name = event.ctrlKey || event.metaKey ? `mod+${key}` : key
  return isKeyName(name) ? name : null
}

/** Single characters, which can be switched off (WCAG 2.1.4) and never act while somebody types. */
export const isCharacterKey = (name: KeyName): boolean => name.length === 1

/** True in fields where a character is text and not a command. */
export const isTextField = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'file', 'submit'].includes(target.type)
}
