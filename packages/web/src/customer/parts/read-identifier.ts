/** Calling codes that are seen most, with the regions that share them: only to say back what was typed. The server decides. */
const CODES: Record<string, readonly string[]> = {
  '1': ['US', 'CA'],
  '33': ['FR'],
  '44': ['GB'],
  '49': ['DE'],
  '60': ['MY'],
  '61': ['AU'],
  '62': ['ID'],
  '63': ['PH'],
  '64': ['NZ'],
  '65': ['SG'],
  '66': ['TH'],
  '81': ['JP'],
  '82': ['KR'],
  '84': ['VN'],
  '86': ['CN'],
  '852': ['HK'],
  '853': ['MO'],
  '886': ['TW'],
}

export type ReadIdentifier =
  | { kind: 'email' | 'mainland' | 'unclear' }
  | { kind: 'abroad'; code: string; regions: readonly string[] }

/** As what the text that a person types is read: an address, a number of mainland China (the default), one of elsewhere. */
export const readIdentifier = (value: string): ReadIdentifier => {
  const text = value.trim()
  if (text.includes('@')) return { kind: 'email' }
  const digits = text.replace(/\D/g, '')
  if (!/^\+?[\d\s().-]+$/.test(text) || digits.length < 3) return { kind: 'unclear' }
  if (!/^(\+|00)/.test(text)) return { kind: 'mainland' }
  const number = text.startsWith('+') ? digits : digits.slice(2)
  const code = [3, 2, 1].map((length) => number.slice(0, length)).find((head) => head in CODES)
  if (code === undefined) return { kind: 'unclear' }
  return code === '86' ? { kind: 'mainland' } : { kind: 'abroad', code, regions: CODES[code] ?? [] }
}
