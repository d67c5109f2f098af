/** An invented bank that issues sandbox cards. */
export type SandboxBank = { bin: string; kind: 'debit' | 'credit'; name: { zh: string; en: string } }

/** The invented banks by the name used in code. Every other number that starts with 62 belongs to the last. */
export const banks = {
  jianglan: { bin: '621700', kind: 'debit', name: { zh: '江岚银行', en: 'Jianglan Bank' } },
  yunting: { bin: '622801', kind: 'debit', name: { zh: '云汀银行', en: 'Yunting Bank' } },
  songchuan: { bin: '622503', kind: 'debit', name: { zh: '松川银行', en: 'Songchuan Bank' } },
  haitang: { bin: '625004', kind: 'credit', name: { zh: '海棠银行', en: 'Haitang Bank' } },
  xinghe: { bin: '62', kind: 'debit', name: { zh: '星禾银行', en: 'Xinghe Bank' } },
} as const satisfies Record<string, SandboxBank>
export type BankId = keyof typeof banks

const luhnSum = (digits: string): number => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum
}

/** The digits of a card number as typed (spaces and dashes are dropped), or null when it is none: 16 to 19 digits, Luhn, starting with 62. */
export const cardDigits = (typed: string): string | null => {
  const digits = typed.replaceAll(/[ -]/g, '')
  return /^62\d{14,17}$/.test(digits) && luhnSum(digits) % 10 === 0 ? digits : null
}

/** Who issued a card. */
export const issuerOf = (digits: string): SandboxBank =>
  Object.values<SandboxBank>(banks).find((bank) => digits.startsWith(bank.bin)) ?? banks.xinghe

/** The trigger in a card number: after six digits of the bank, `99`, any digit, then the three of the trigger; null on an ordinary card. */
export const triggerOfCard = (digits: string): string | null => /^\d{6}99\d(\d{3})/.exec(digits)?.[1] ?? null

/**
 * A valid sandbox card number of 16 digits. `trigger` makes it a magic card (docs/sandbox-bank.md); without one, `serial` (below 90000)
 * tells ordinary cards apart. `last4` are its last four digits.
 */
export const sandboxCardNumber = (
  options: { bank?: BankId; trigger?: string; serial?: number; last4?: string } = {},
): string => {
  const bin = banks[options.bank ?? 'jianglan'].bin.padEnd(6, '9')
  const last4 = options.last4 ?? '0000'
  const [before, after] = options.trigger
    ? [`${bin}99`, `${options.trigger}${last4}`]
    : [bin + String(options.serial ?? 0).padStart(5, '0'), last4]
  const wanted = 16 - before.length - after.length
  // One digit in the middle makes the check sum right, so that the last four can be chosen.
  for (let digit = 0; digit < 10; digit++) {
    const number = before + String(digit).padEnd(wanted, '0') + after
    if (cardDigits(number)) return number
  }
  throw new Error(`no card number of 16 digits fits ${JSON.stringify(options)}`)
}
