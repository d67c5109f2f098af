/**
 * The theme: what the person chose (light, dark, or as the system is) and what is shown now. The choice lives in
 * localStorage; `public/boot.js` applies it before the first paint and must agree with this file.
 */
export type ThemeChoice = 'light' | 'dark' | 'system'
export type Theme = 'light' | 'dark'

const KEY = 'topay.theme'
const CHROME = { light: '#FAF8F4', dark: '#0C1412' } satisfies Record<Theme, string>
const listeners = new Set<() => void>()
const systemDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

/** The stored choice; `system` when nothing, or something unknown, is stored. */
export const themeChoice = (): ThemeChoice => {
  try {
    const stored = localStorage.getItem(KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

/** The theme that a choice means at this moment. */
export const resolveTheme = (choice: ThemeChoice, dark = systemDark?.matches ?? false): Theme =>
  choice === 'system' ? (dark ? 'dark' : 'light') : choice

/** The theme that is shown now. */
export const currentTheme = (): Theme => resolveTheme(themeChoice())

const apply = () => {
  const theme = currentTheme()
  const root = document.documentElement
  root.dataset['theme'] = theme
  root.dataset['prefersColorScheme'] = theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', CHROME[theme])
  for (const listener of listeners) listener()
}

/** Stores the choice and shows it at once, in this tab and the others. */
export const chooseTheme = (choice: ThemeChoice) => {
  try {
    if (choice === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, choice)
  } catch {
    // A browser that refuses storage keeps the theme for this page only.
    document.documentElement.dataset['theme'] = resolveTheme(choice)
  }
  apply()
}

/** Calls back whenever the theme or the choice changes; returns the unsubscribe function. For useSyncExternalStore. */
export const onThemeChange = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Applies the stored choice and follows the system and the other tabs. Call once at start. */
export const startTheme = () => {
  apply()
  systemDark?.addEventListener('change', apply)
  addEventListener('storage', (event) => {
    if (event.key === KEY) apply()
  })
}
