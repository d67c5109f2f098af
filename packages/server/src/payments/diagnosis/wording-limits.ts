import type { LocalizedText } from '@topay/contract'
import type { Facts } from './facts.ts'
import { formatAmount, formatMoment, sentences, words } from './format.ts'

/** What is said about limits: how much is allowed, how much of it was used, what this payment takes, and from when there is more. */

/** From when a used limit counts anew, as a sentence; null when time alone does not help. */
const renewal = (f: Facts): LocalizedText | null => {
  const at = f.limit?.resets_at
  if (!at) return null
  const when = formatMoment(at, f.now, false)
  return words(`${when.zh} 起重新计算。`, `It starts afresh at ${when.en}.`)
}

type Figures = { limit: string; used: string; left: string; wanted: string; over: string }

const figuresOf = (f: Facts, wanted: number): Figures | null => {
  if (!f.limit) return null
  const [limit, used] = [f.limit.limit.amount, f.limit.used.amount]
  const money = (amount: number): string => formatAmount(amount, f.currency)
  return {
    limit: money(limit),
    used: money(used),
    left: money(Math.max(0, limit - used)),
    wanted: money(wanted),
    over: money(Math.max(0, used + wanted - limit)),
  }
}

export const classCause = (f: Facts): LocalizedText => {
  const n = figuresOf(f, f.from_balance)
  if (!n)
    return words(
      '账户现在这一类的额度用完了，完成实名认证可以提高。',
      'The limit of your account class is used up; verifying your identity raises it.',
    )
  return sentences(
    words(
      `您这类账户可从余额付 ${n.limit}，已用 ${n.used}，还剩 ${n.left}，这笔要 ${n.wanted}。`,
      `Your account class may pay ${n.limit} from the balance; ${n.used} is used, ${n.left} is left, and this takes ${n.wanted}.`,
    ),
    renewal(f),
  )
}

export const dayCause = (f: Facts): LocalizedText => {
  const n = figuresOf(f, f.from_balance)
  if (!n)
    return words(
      '只用支付密码的今日额度用完了，加一步验证可以提高。',
      'Today’s limit for the payment password alone is used up; one more check raises it.',
    )
  return sentences(
    words(
      `这样确认一天可从余额付 ${n.limit}，今天已用 ${n.used}，这笔要 ${n.wanted}，超出 ${n.over}。`,
      `Confirmed this way you may pay ${n.limit} a day from the balance; ${n.used} is used today and this takes ${n.wanted}: ${n.over} over.`,
    ),
    renewal(f),
  )
}

export const ownCause = (f: Facts): LocalizedText => {
  const n = figuresOf(f, f.amount)
  if (!n || !f.limit) return words('这笔超过您自己设的限额。', 'This is above the limit you set yourself.')
  if (f.limit.kind === 'own_payment')
    return words(
      `您设的单笔限额是 ${n.limit}，这笔 ${n.wanted}，超出 ${n.over}。`,
      `You set a limit of ${n.limit} a payment; this was ${n.wanted}: ${n.over} over.`,
    )
  return sentences(
    words(
      `您设的每日限额是 ${n.limit}，今天已用 ${n.used}，这笔 ${n.wanted}，超出 ${n.over}。`,
      `You set a limit of ${n.limit} a day; ${n.used} is used today and this was ${n.wanted}: ${n.over} over.`,
    ),
    renewal(f),
  )
}

/** By when one may pay again without changing anything. */
export const waitAdvice = (f: Facts): LocalizedText | null => {
  const at = f.limit?.resets_at
  if (!at) return null
  const when = formatMoment(at, f.now, false)
  return words(`也可以 ${when.zh} 后再付。`, `Or pay after ${when.en}.`)
}
