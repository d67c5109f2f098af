import type { LocalizedText } from '@topay/contract'
import type { Facts } from './facts.ts'
import { formatAmount, formatMoment, sentences, words } from './format.ts'

/** What is said about money that the bank took for a payment that did not go through: it comes back by itself, by when and where to. */

const cardOf = (f: Facts): LocalizedText =>
  f.card
    ? words(`尾号 ${f.card.last4} 的卡`, `the card ending ${f.card.last4}`)
    : words('原来的银行卡', 'the card it came from')

export const returnVerdict = (f: Facts): { verdict: LocalizedText; detail: LocalizedText } | null => {
  const { returned } = f
  if (!returned) return null
  const sum = formatAmount(returned.amount, f.currency)
  const card = cardOf(f)
  if (returned.to === null) {
    const due = formatMoment(returned.due_at, f.now, false)
    return {
      verdict: words('钱正在退回，不用您操作', 'Your money is coming back by itself'),
      detail: words(
        `银行扣了 ${sum}，付款没有成，我们在退回${card.zh}，最晚 ${due.zh} 到。晚到有补偿。`,
        `The bank took ${sum} though the payment did not go through. It goes back to ${card.en} by ${due.en} at the latest; a delay is compensated.`,
      ),
    }
  }
  const at = formatMoment(returned.settled_at ?? returned.due_at, f.now)
  const extra = formatAmount(returned.compensation, f.currency)
  const compensated =
    returned.compensation > 0
      ? words(`晚到的补偿 ${extra} 已进余额。`, `${extra} for the delay is in your balance.`)
      : null
  const arrived =
    returned.to === 'card'
      ? words(`${sum} 在 ${at.zh} 退回了${card.zh}。`, `${sum} went back to ${card.en} at ${at.en}.`)
      : words(
          `银行卡退不回去，${sum} 在 ${at.zh} 进了您的余额。`,
          `The card could not take it back; ${sum} went to your balance at ${at.en}.`,
        )
  return { verdict: words('钱已经退回', 'Your money is back'), detail: sentences(arrived, compensated) }
}

export const returnAdvice = (f: Facts, payable: boolean): LocalizedText | null => {
  const { returned } = f
  if (!returned) return null
  const again = payable ? words('要付这个订单，可以再付一次。', 'To pay this order, pay once more.') : null
  if (returned.to === null)
    return sentences(
      words('不用申请，退到了马上告诉您。', 'No need to ask for it; we tell you the moment it is there.'),
      again,
    )
  return again ?? words('不用再做什么。', 'Nothing more to do.')
}
