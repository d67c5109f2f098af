export type Language = 'zh-CN' | 'en'
type Values = Record<string, string | number>
type Texts = { [key: string]: string | Texts }

// Loaded by address: the web apps are compiled for browsers and are not part of this program.
const load = async (file: string, name: string): Promise<Texts | undefined> => {
  const module = (await import(new URL(`../../packages/web/src/${file}`, import.meta.url).href)) as Record<
    string,
    Texts
  >
  return module[name]
}
const texts: Record<string, Texts | undefined> = {
  'customer zh-CN': await load('customer/texts/zh.ts', 'customer'),
  'customer en': await load('customer/texts/en.ts', 'customer'),
  'money zh-CN': await load('customer/texts/money.zh.ts', 'money'),
  'money en': await load('customer/texts/money.en.ts', 'money'),
  'bills zh-CN': await load('customer/texts/bills.zh.ts', 'bills'),
  'bills en': await load('customer/texts/bills.en.ts', 'bills'),
  'account zh-CN': await load('customer/texts/account.zh.ts', 'account'),
  'account en': await load('customer/texts/account.en.ts', 'account'),
  'security zh-CN': await load('customer/texts/security.zh.ts', 'security'),
  'security en': await load('customer/texts/security.en.ts', 'security'),
  'stepUp zh-CN': await load('customer/texts/step-up.zh.ts', 'stepUp'),
  'stepUp en': await load('customer/texts/step-up.en.ts', 'stepUp'),
  'desk zh-CN': await load('desk/texts/desk.zh.ts', 'desk'),
  'desk en': await load('desk/texts/desk.en.ts', 'desk'),
  'staff zh-CN': await load('desk/texts/staff.zh.ts', 'staff'),
  'staff en': await load('desk/texts/staff.en.ts', 'staff'),
  'review zh-CN': await load('desk/texts/review.zh.ts', 'review'),
  'review en': await load('desk/texts/review.en.ts', 'review'),
}

/** The words a page shows, by their key: a journey walks through both languages with one script. Throws when there are none. */
export const wordsOf =
  (
    app: 'customer' | 'money' | 'bills' | 'account' | 'security' | 'stepUp' | 'desk' | 'staff' | 'review',
    language: Language,
  ) =>
  (key: string, values: Values = {}): string => {
    let found: string | Texts | undefined = texts[`${app} ${language}`]
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined
    if (typeof found !== 'string') throw new Error(`no words for ${app} ${key} in ${language}`)
    return found.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }
