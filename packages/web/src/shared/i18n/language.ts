/** The languages Topay speaks. Chinese comes first; a person's choice is remembered in this browser. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const KEY = 'topay.language'

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

/** The language this browser was told to remember; undefined when nobody has chosen yet. */
export const rememberedLanguage = (): Language | undefined => {
  try {
    const stored = localStorage.getItem(KEY)
    return isLanguage(stored) ? stored : undefined
  } catch {
    return undefined
  }
}

/** The remembered language, or Chinese. `public/boot.js` follows the same rule. */
export const storedLanguage = (): Language => rememberedLanguage() ?? 'zh-CN'

/** Remembers the language; a browser that refuses storage forgets it with the page. */
export const storeLanguage = (language: Language) => {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Nothing is lost but the memory of the choice.
  }
}

/** What a language calls itself: the label of the switch. */
export const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }
