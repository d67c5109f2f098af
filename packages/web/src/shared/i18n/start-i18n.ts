import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { storedLanguage, storeLanguage, type Language } from './language.ts'

/** Loads the texts of one app in one language; the languages are separate chunks, only the one in use is fetched. */
export type TextLoader = () => Promise<Record<string, object>>

const commonLoaders: Record<Language, TextLoader> = {
  'zh-CN': async () => ({ common: (await import('./common.zh.ts')).common }),
  en: async () => ({ common: (await import('./common.en.ts')).common }),
}

const i18n = createInstance()
let appLoaders: Record<Language, TextLoader> | undefined

const load = async (language: Language) => {
  const parts = await Promise.all([commonLoaders[language](), appLoaders?.[language]() ?? {}])
  for (const [namespace, texts] of Object.entries(Object.assign({}, ...parts) as Record<string, object>)) {
    i18n.addResourceBundle(language, namespace, texts)
  }
}

/** Makes i18next ready in the remembered language. Await it before the first render, then nothing suspends. */
export const startI18n = async (loaders: Record<Language, TextLoader>) => {
  appLoaders = loaders
  const language = storedLanguage()
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: [],
    defaultNS: 'common',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await show(language)
}

const show = async (language: Language) => {
  if (!i18n.hasResourceBundle(language, 'common')) await load(language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}

/** Switches the language everywhere at once and remembers it. */
export const setLanguage = async (language: Language) => {
  await show(language)
  storeLanguage(language)
}
