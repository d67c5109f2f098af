/** Cards of the sandbox bank that a stranger may try in demo mode: one that pays everything, one limited to ¥1,000. */
export type DemoCard = 'works' | 'limited'

/** The first invented bank of the sandbox (docs/sandbox-bank.md). */
const BANK = '621700'
/** After the bank, `99`, any digit and three of a trigger make a magic card; 101 is the limit. */
const LIMIT = '101'

/** The digit that makes the Luhn sum of a card number right. */
const checkDigit = (digits: string): string => {
  const sum = [...digits].toReversed().reduce((total, character, index) => {
    const digit = Number(character)
    return total + (index % 2 === 0 ? digit * 2 - (digit > 4 ? 9 : 0) : digit)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** A sandbox card number of 16 digits, another one each time. `random` as Math.random. */
export const demoCardNumber = (card: DemoCard, random: () => number = Math.random): string => {
  const digits = (count: number, below = 10 ** count) => String(Math.floor(random() * below)).padStart(count, '0')
  // An ordinary number must not look like a magic one: the two digits after the bank stay below 90.
  const body = card === 'works' ? digits(2, 90) + digits(7) : `99${digits(1)}${LIMIT}${digits(3)}`
  return BANK + body + checkDigit(BANK + body)
}
