import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { languages, storedLanguage, storeLanguage, type Language } from './language.ts'

/** Loads the texts of one app in one language; the languages are separate chunks, only the one in use is fetched. */
export type TextLoader = () => Promise<Record<string, object>>

const commonLoaders: Record<Language, TextLoader> = {
  'zh-CN': async () => ({ common: (await import('./common.zh.ts')).common }),
  en: async () => ({ common: (await import('./common.en.ts')).common }),
}

const i18n = createInstance()
/** What is shown by now needs these texts, in whatever language it is switched to. */
const loaders: Record<Language, TextLoader>[] = [commonLoaders]

const load = async (language: Language, wanted: readonly Record<Language, TextLoader>[]) => {
  const parts = await Promise.all(wanted.map((one) => one[language]()))
  for (const [namespace, texts] of Object.entries(Object.assign({}, ...parts) as Record<string, object>)) {
    i18n.addResourceBundle(language, namespace, texts)
  }
}

/** Makes i18next ready in the remembered language. Await it before the first render, then nothing suspends. */
export const startI18n = async (appLoaders: Record<Language, TextLoader>) => {
  loaders.push(appLoaders)
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
  if (!i18n.hasResourceBundle(language, 'common')) await load(language, loaders)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}

/**
 * Adds texts that only some pages need, before the first of them is shown: `await addTexts(moneyTexts)`. They are fetched
 * in the language in use, and from then on with every switch of the language.
 */
export const addTexts = async (more: Record<Language, TextLoader>) => {
  if (loaders.includes(more)) return
  const shown = languages.filter((language) => i18n.hasResourceBundle(language, 'common'))
  await Promise.all(shown.map((language) => load(language, [more])))
  if (!loaders.includes(more)) loaders.push(more)
}

/** Switches the language everywhere at once and remembers it. */
export const setLanguage = async (language: Language) => {
  await show(language)
  storeLanguage(language)
}
