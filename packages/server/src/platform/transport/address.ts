import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { z } from 'zod'

/** Where a person is reached, in the one form that is stored and compared: lower-case e-mail, or phone in E.164. */
export type Address = { kind: 'email' | 'phone'; value: string }

const email = z.email().max(254)

/**
 * Brings an address as typed into its one form: full-width characters become plain (NFKC), e-mail goes to lower case, a phone number becomes E.164 with
 * +86 assumed. Null when it is neither a valid e-mail address nor a valid mobile number (landlines get no SMS, extensions neither).
 */
export const normaliseAddress = (typed: string): Address | null => {
  const text = typed.normalize('NFKC').trim()
  if (text.includes('@')) {
    const value = text.toLowerCase()
    return email.safeParse(value).success ? { kind: 'email', value } : null
  }
  const phone = parsePhoneNumberFromString(text, { defaultCountry: 'CN', extract: false })
  return phone?.isValid() && phone.ext === undefined ? { kind: 'phone', value: phone.number } : null
}
