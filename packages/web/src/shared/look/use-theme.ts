import { useSyncExternalStore } from 'react'
import { currentTheme, onThemeChange, themeChoice } from './theme.ts'

/** The theme shown now: `light` or `dark`. */
export const useTheme = () => useSyncExternalStore(onThemeChange, currentTheme)

/** What the person chose: `light`, `dark` or `system`. */
export const useThemeChoice = () => useSyncExternalStore(onThemeChange, themeChoice)
