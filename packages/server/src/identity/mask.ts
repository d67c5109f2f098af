const stars = (count: number): string => '*'.repeat(count)

/** What people see as characters: a family emoji or a letter with accents is one. */
const characters = (text: string): string[] => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)

const han = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u

/**
 * A name that a colleague recognises and a stranger cannot use: 陈*远, 陈*, Maya R., M***.
 * Chinese, Japanese and Korean names keep their first and last character, others their first word and the initial of the last.
 */
export const maskName = (name: string): string => {
  const trimmed = name.trim()
  const words = trimmed.split(/\s+/)
  const [first = '', ...rest] = characters(trimmed)
  if (words.length > 1 && !han.test(trimmed)) return `${words[0]} ${characters(words.at(-1) ?? '')[0]}.`
  if (!han.test(trimmed)) return `${first}${stars(3)}`
  if (rest.length <= 1) return rest.length === 1 ? `${first}*` : '*'
  return `${first}${stars(rest.length - 1)}${rest.at(-1)}`
}

/** Of an E.164 number: 138****6024 in mainland China, +44****3456 elsewhere. */
export const maskPhone = (phone: string): string =>
  phone.startsWith('+86') ? `${phone.slice(3, 6)}****${phone.slice(-4)}` : `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** l***@example.com */
export const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@')
  return `${characters(email)[0]}***${email.slice(at)}`
}

/** An address in its one form, masked: 138****6024, l***@example.com. */
export const maskAddress = (address: string): string =>
  address.includes('@') ? maskEmail(address) : maskPhone(address)
