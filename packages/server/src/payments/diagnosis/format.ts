import type { Currency, LocalizedText } from '@topay/contract'
import { chinaClock } from '../../wallet/index.ts'

export const words = (zh: string, en: string): LocalizedText => ({ zh, en })

/** Puts sentences after each other as each language does. */
export const sentences = (...parts: (LocalizedText | null)[]): LocalizedText => {
  const present = parts.filter((part) => part !== null)
  return words(present.map(({ zh }) => zh).join(''), present.map(({ en }) => en).join(' '))
}

const grouped = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** ¥1,286.00; another currency by its code. `amount` in minor units. */
export const formatAmount = (amount: number, currency: Currency = 'CNY'): string =>
  `${currency === 'CNY' ? '¥' : `${currency} `}${grouped.format(amount / 100)}`

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment in China: the time alone on the same day, else with its date. `seconds` for what has happened, not for deadlines. */
export const formatMoment = (at: string, now: string, seconds = true): LocalizedText => {
  const { date, time } = chinaClock(at)
  const today = chinaClock(now).date
  if (date === today) {
    const text = seconds ? time : time.slice(0, 5)
    return words(text, text)
  }
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const otherYear = date.slice(0, 4) !== today.slice(0, 4)
  const clock = time.slice(0, 5)
  return words(
    `${otherYear ? `${year}年` : ''}${month}月${day}日 ${clock}`,
    `${day} ${monthNames[month - 1]}${otherYear ? ` ${year}` : ''} ${clock}`,
  )
}

/** How something was paid, to be put into a sentence. */
export const wayToPay = (by: {
  method: 'balance' | 'card' | 'balance_and_card'
  bank_name: LocalizedText | null
}): LocalizedText =>
  by.method === 'balance' || !by.bank_name
    ? words('用余额', 'from your balance')
    : words(`用${by.bank_name.zh}卡`, `by your ${by.bank_name.en} card`)
