import type { FailureCode, LocalizedText } from '@topay/contract'
import { SYSTEM_ERRORS } from '../retry-rule.ts'
import { type Facts, isMixed, isUnsettled, missingNow, whereMoneyIs } from './facts.ts'
import { formatAmount, formatMoment, sentences, words } from './format.ts'
import { classCause, dayCause, ownCause } from './wording-limits.ts'
import { returnVerdict } from './wording-returns.ts'

/**
 * What is said about a payment, as functions of facts: plain, verb first, no blame. Where the money is comes first, then why, then what to do.
 * Every failure code has its words here, in both languages.
 */

const someBank = words('银行', 'the bank')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const bankOf = (f: Facts): LocalizedText => f.card?.bank_name ?? someBank
/** The bank at the beginning of a sentence. */
const bankFirst = (f: Facts): LocalizedText => words(bankOf(f).zh, capital(bankOf(f).en))
const cardOf = (f: Facts): LocalizedText =>
  f.card ? words(`尾号 ${f.card.last4} 的卡`, `card (${f.card.last4})`) : words('这张卡', 'this card')
const sum = (f: Facts): string => formatAmount(f.amount, f.currency)
const ofBalance = (f: Facts): string => formatAmount(f.from_balance, f.currency)
/** What the card has to pay: all of it, or the rest. */
const ofCard = (f: Facts): string => formatAmount(f.from_card, f.currency)
const moment = (f: Facts, at: string): LocalizedText => formatMoment(at, f.now)
const deadline = (f: Facts, at: string): LocalizedText => formatMoment(at, f.now, false)
/** A sentence of somebody else's with one full stop at its end. */
const stop = (text: string, mark: string): string => `${text.trim().replace(/[。.!！]+$/, '')}${mark}`
const notYours = words('不是您操作有误。', 'You did nothing wrong.')

const untilOf = (f: Facts): LocalizedText => {
  if (f.locked_until === null) return words('', '')
  const at = deadline(f, f.locked_until)
  return words(`到 ${at.zh}`, ` until ${at.en}`)
}

/** The limit in a bank's words such as "单笔超限 1000.00", minor units. */
const limitIn = (message: string): number | null => {
  const found = /单笔\D*(\d+(?:\.\d{1,2})?)/.exec(message)?.[1]
  return found === undefined ? null : Math.round(Number(found) * 100)
}

const besideCause = (f: Facts): LocalizedText => {
  const { beside } = f
  if (beside?.state === 'paid') {
    const at = moment(f, beside.at)
    return words(
      `您 ${at.zh} 已经付过这个订单，这次没有再扣。`,
      `You had paid this order already, at ${at.en}; nothing was taken again.`,
    )
  }
  if (beside?.state === 'checking') {
    const at = moment(f, beside.at)
    return words(
      `您 ${at.zh} 的那次付款还在确认结果，为免付两次，这次没有再扣。`,
      `Your payment of ${at.en} is still being confirmed; nothing was taken again, so that you do not pay twice.`,
    )
  }
  if (beside?.state === 'somebody_paid')
    return words('这个订单已由别人付清，没有用您的钱。', 'Somebody else has paid this order; your money was not used.')
  return words(
    '当时这个订单的另一次付款还在确认结果，为免付两次，这次没有扣款。那次后来没有付成。',
    'Another payment of this order was being confirmed then, so nothing was taken. That one did not go through in the end.',
  )
}

const causes: Record<FailureCode, (f: Facts) => LocalizedText> = {
  NET_OFFLINE: () =>
    words('当时没有连上网络，付款没有发出。', 'There was no connection, so the payment was never sent.'),
  NET_UNKNOWN: (f) =>
    words(`${bankOf(f).zh}还没有告诉我们结果。`, `${bankFirst(f).en} has not told us the result yet.`),
  NET_BANK_DOWN: (f) =>
    sentences(
      words(
        `${bankOf(f).zh}的系统当时不可用，没有处理这笔付款。`,
        `The systems of ${bankOf(f).en} were down and did not take this payment.`,
      ),
      notYours,
    ),
  USER_PENDING: () => words('这笔付款要您在手机上确认。', 'This payment waits for you to confirm it on your phone.'),
  BAL_WALLET: (f) => {
    const short = f.shortfall ?? missingNow(f)
    const had = formatAmount(f.amount - short, f.currency)
    const lack = formatAmount(short, f.currency)
    return words(
      `余额 ${had}，这笔要 ${sum(f)}，还差 ${lack}。`,
      `Your balance was ${had} and this takes ${sum(f)}: ${lack} short.`,
    )
  },
  BAL_BANK: (f) =>
    words(
      `${bankOf(f).zh}说${cardOf(f).zh}里的钱不够付 ${ofCard(f)}。`,
      `${bankFirst(f).en} says that ${cardOf(f).en} does not hold ${ofCard(f)}.`,
    ),
  BAL_HELD: (f) => {
    if (f.shortfall === null)
      return words(
        `余额里有一部分暂时冻结${untilOf(f).zh}，能用的不够 ${sum(f)}。`,
        `Part of your balance is on hold${untilOf(f).en}; the rest is less than ${sum(f)}.`,
      )
    const [had, lack] = [formatAmount(f.amount - f.shortfall, f.currency), formatAmount(f.shortfall, f.currency)]
    return words(
      `余额里有一部分在另一笔里暂时冻结${untilOf(f).zh}，能用的 ${had} 比 ${sum(f)} 少 ${lack}。`,
      `Part of your balance is on hold for something else${untilOf(f).en}; the ${had} you could use is ${lack} less than ${sum(f)}.`,
    )
  },
  BAL_NO_METHOD: () => words('还没有可以用来付款的银行卡或余额。', 'There is no card or balance to pay with yet.'),
  LIM_CLASS: classCause,
  LIM_AUTH_DAY: dayCause,
  LIM_OWN: ownCause,
  LIM_BANK: (f) => {
    const limit = f.bank && limitIn(f.bank.message)
    if (!limit || limit >= f.from_card)
      return sentences(
        words(
          `${bankOf(f).zh}对${cardOf(f).zh}有限额，这笔超过了。`,
          `${bankFirst(f).en} limits ${cardOf(f).en}, and this was above it.`,
        ),
        notYours,
      )
    const [most, over] = [formatAmount(limit), formatAmount(f.from_card - limit)]
    return sentences(
      words(
        `${bankOf(f).zh}限制这张卡单笔最多付 ${most}，这笔超出 ${over}。`,
        `${bankFirst(f).en} caps this card at ${most} a payment; this was ${over} over.`,
      ),
      notYours,
    )
  },
  AMT_INVALID: (f) =>
    words(`${f.merchant.zh}给的订单金额有误。`, `The amount of the order from ${f.merchant.en} is not valid.`),
  SEC_PIN_WRONG: (f) =>
    f.tries_left === null
      ? words('支付密码不对。', 'The payment password was not right.')
      : words(
          `支付密码不对，还可试 ${f.tries_left} 次。`,
          `The payment password was not right; tries left: ${f.tries_left}.`,
        ),
  SEC_PIN_LOCK: (f) =>
    words(
      `为保护您的钱，支付密码锁定${untilOf(f).zh}。`,
      `The payment password is locked${untilOf(f).en}, to protect your money.`,
    ),
  SEC_PIN_UNSET: () =>
    words('付款要支付密码，您还没有设置。', 'Paying takes a payment password, and you have not set one.'),
  SEC_2FA_NEED: () => words('这笔付款要再验证一步。', 'This payment takes one more check.'),
  SEC_2FA_FAIL: () => words('验证码不对或已过期。', 'The code was not right or had expired.'),
  SEC_COOLDOWN: (f) =>
    f.told_reason
      ? words(
          `为安全暂停付款${untilOf(f).zh}：${stop(f.told_reason.zh, '。')}`,
          `Payments pause${untilOf(f).en}, for safety. ${stop(f.told_reason.en, '.')}`,
        )
      : words(
          `账户刚改过重要信息，为安全暂停付款${untilOf(f).zh}。`,
          `Something important on your account was changed; payments pause${untilOf(f).en}, for safety.`,
        ),
  RISK_REVIEW: (f) =>
    words(
      `我们在核实这笔付款${f.locked_until ? `，最晚 ${deadline(f, f.locked_until).zh} 答复` : ''}。`,
      `We are reviewing this payment${f.locked_until ? ` and answer by ${deadline(f, f.locked_until).en}` : ''}.`,
    ),
  RISK_REJECT: () =>
    words(
      '短时间里有太多次没有付成，为保护您的账户，先停一会儿。',
      'Too many payments were refused in a short time; we pause them to protect your account.',
    ),
  RISK_PAYEE: () =>
    words('收款方有可疑迹象，我们建议您停止付款。', 'The payee looks suspicious; we advise you to stop.'),
  RISK_ACCT: (f) =>
    sentences(
      words('您的账户目前受限，暂不能付款。', 'Your account is restricted and cannot pay for now.'),
      f.told_reason && words(`原因：${stop(f.told_reason.zh, '。')}`, `Reason: ${stop(f.told_reason.en, '.')}`),
    ),
  BANK_DECLINE: (f) =>
    words(
      `${bankOf(f).zh}拒绝了这笔付款，没有说明原因。`,
      `${bankFirst(f).en} declined this payment and gave no reason.`,
    ),
  BANK_EXPIRED: (f) =>
    words(`${bankOf(f).zh}说${cardOf(f).zh}已过有效期。`, `${bankFirst(f).en} says that ${cardOf(f).en} has expired.`),
  BANK_DATA: (f) =>
    words(
      `${bankOf(f).zh}说${cardOf(f).zh}的信息对不上。`,
      `${bankFirst(f).en} says that the details of ${cardOf(f).en} do not match.`,
    ),
  BANK_BLOCKED: (f) =>
    words(
      `${bankOf(f).zh}说${cardOf(f).zh}目前不能用。`,
      `${bankFirst(f).en} says that ${cardOf(f).en} cannot be used at present.`,
    ),
  BANK_TYPE: (f) =>
    words(
      `${bankOf(f).zh}说${cardOf(f).zh}不能做这类付款。`,
      `${bankFirst(f).en} says that ${cardOf(f).en} cannot make this kind of payment.`,
    ),
  BANK_UNBOUND: (f) => words(`${cardOf(f).zh}的绑定已经解除。`, `The link to ${cardOf(f).en} has ended.`),
  MER_CLOSED: (f) => {
    const at = deadline(f, f.order.expires_at)
    return words(`订单保留到 ${at.zh}，付款时已经关闭。`, `The order was held until ${at.en} and had closed by then.`)
  },
  MER_DUP: besideCause,
  MER_OTHER_PAYER: () => words('当时别人正在付这个订单。', 'Somebody else was paying this order at that moment.'),
  MER_INVALID: (f) =>
    sentences(words(`${f.merchant.zh}暂时不能收款。`, `${f.merchant.en} cannot take payments for now.`), notYours),
  PAYEE_BAD: () => words('收款人的姓名和账户对不上。', 'The payee’s name and account do not match.'),
  KYC_NEED: () =>
    words('付这笔款之前要完成或更新实名认证。', 'Your identity has to be verified or renewed before this payment.'),
  SYS_MAINT: (f) => {
    if (f.locked_until === null) return words('系统当时在维护。', 'Our systems were under maintenance.')
    const at = deadline(f, f.locked_until)
    return words(`系统在维护，预计 ${at.zh} 恢复。`, `Our systems are under maintenance; expected back at ${at.en}.`)
  },
  SYS_ERROR: (f) =>
    f.system_errors >= SYSTEM_ERRORS
      ? words(
          '是我们的问题，同一订单两次都没有付成，已经上报。',
          'Our fault, twice on the same order; it is reported already.',
        )
      : words('是我们的问题，已经上报。', 'Our fault; it is reported already.'),
}

/** Why it failed, in plain words with the numbers; null when nothing failed. */
export const causeOf = (f: Facts): LocalizedText | null => (f.code === null ? null : causes[f.code](f))

const whoConfirmed = (f: Facts): LocalizedText => {
  const at = moment(f, f.checked_at)
  if (!f.card)
    return words(
      `余额没有变动，${at.zh} 与账本核对过。`,
      `Your balance is unchanged, checked against the ledger at ${at.en}.`,
    )
  const unchanged = isMixed(f)
    ? words(
        `余额和银行卡都没有变动，留出的 ${ofBalance(f)} 又可以用了。`,
        `Balance and card are unchanged; the ${ofBalance(f)} set aside is free again.`,
      )
    : words('余额和银行卡都没有变动。', 'Balance and card are unchanged.')
  const kinds = new Set(f.events.map(({ kind }) => kind))
  if (kinds.has('bank_declined') || kinds.has('bank_never_got_it'))
    return sentences(
      unchanged,
      words(`${bankOf(f).zh} ${at.zh} 确认没有扣款。`, `${bankFirst(f).en} confirmed at ${at.en}.`),
    )
  if (kinds.has('bank_unreachable'))
    return sentences(unchanged, words(`这笔没有送到${bankOf(f).zh}。`, `The payment never reached ${bankOf(f).en}.`))
  return sentences(unchanged, words(`没有向${bankOf(f).zh}请求扣款。`, `${bankFirst(f).en} was not asked for money.`))
}

const checkingDetail = (f: Facts): LocalizedText => {
  const asked = words(
    `${bankOf(f).zh}还没有答复，我们在替您查。`,
    `${bankFirst(f).en} has not answered yet; we keep asking for you.`,
  )
  const aside = isMixed(f)
    ? words(
        `余额里的 ${ofBalance(f)} 先留着没有付出，付不成就能再用，不会丢。`,
        `${ofBalance(f)} of your balance is set aside and not paid out; if it does not go through you can use it again.`,
      )
    : null
  if (f.next_query_at === null) return sentences(asked, aside)
  const next = moment(f, f.next_query_at)
  return sentences(asked, aside, words(`下一次查询 ${next.zh}。`, `Next check at ${next.en}.`))
}

/** Where the money is: the first words on any payment, and who confirmed it when. */
export const verdictOf = (f: Facts): { verdict: LocalizedText; detail: LocalizedText } => {
  const at = moment(f, f.settled_at ?? f.checked_at)
  if (f.status === 'succeeded') {
    if (f.card && isMixed(f)) {
      const detail = words(
        `余额付 ${ofBalance(f)}，${bankOf(f).zh} (${f.card.last4}) 付 ${ofCard(f)}，共付给${f.merchant.zh} ${sum(f)}，${at.zh} 由银行确认。`,
        `${ofBalance(f)} from your balance and ${ofCard(f)} from ${bankOf(f).en} (${f.card.last4}) paid ${f.merchant.en} ${sum(f)}, confirmed by the bank at ${at.en}.`,
      )
      return { verdict: words('付款成功', 'Paid'), detail }
    }
    const detail = f.card
      ? words(
          `${bankOf(f).zh} (${f.card.last4}) 付给${f.merchant.zh} ${sum(f)}，${at.zh} 由银行确认。`,
          `${bankFirst(f).en} (${f.card.last4}) paid ${f.merchant.en} ${sum(f)}, confirmed by the bank at ${at.en}.`,
        )
      : words(
          `从余额付给${f.merchant.zh} ${sum(f)}，${at.zh} 记入账本。`,
          `${sum(f)} went from your balance to ${f.merchant.en}, booked at ${at.en}.`,
        )
    return { verdict: words('付款成功', 'Paid'), detail }
  }
  const back = returnVerdict(f)
  if (back) return back
  switch (whereMoneyIs(f)) {
    case 'checking': {
      const verdict = words('结果确认中，请先不要再付', 'Confirming the result, please do not pay again yet')
      if (isUnsettled(f)) return { verdict, detail: checkingDetail(f) }
      const other = words(
        '这次没有再扣款，另一次付款的结果正在确认。',
        'Nothing was taken this time; the result of your other payment is being confirmed.',
      )
      const doubt = words(
        `${bankOf(f).zh}的记录与我们的不一致，正在核对。`,
        `The records of ${bankOf(f).en} and ours differ; we are checking.`,
      )
      return { verdict, detail: f.code === 'MER_DUP' ? other : doubt }
    }
    case 'charged':
      return { verdict: words('已经付过，没有重复扣款', 'Paid before, not charged twice'), detail: besideCause(f) }
    case 'held':
      return {
        verdict: words('钱暂被冻结，没有付出去', 'Your money is on hold and was not paid out'),
        detail: words(
          `冻结的 ${sum(f)} 仍是您的${f.locked_until ? `，${deadline(f, f.locked_until).zh} 前有结果` : ''}。`,
          `The ${sum(f)} on hold is still yours${f.locked_until ? `; you have an answer by ${deadline(f, f.locked_until).en}` : ''}.`,
        ),
      }
    default:
      return { verdict: words('钱没有被扣走', 'You were not charged'), detail: whoConfirmed(f) }
  }
}
