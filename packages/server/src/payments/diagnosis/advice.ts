import { type Diagnosis, type FailureAction, type FailureCode, failures, type LocalizedText } from '@topay/contract'
import { retryRule, SYSTEM_ERRORS } from '../retry-rule.ts'
import { type Facts, isPayable, isUnsettled, missingNow, whereMoneyIs } from './facts.ts'
import { formatAmount, formatMoment, sentences, wayToPay, words } from './format.ts'
import { waitAdvice } from './wording-limits.ts'
import { returnAdvice } from './wording-returns.ts'

type Step = NonNullable<Diagnosis['next_step']>

const pay = (f: Facts): string => formatAmount(f.amount, f.currency)
const lacking = (f: Facts): string => formatAmount(missingNow(f), f.currency)
/** Until when something lasts, if that still lies ahead. */
const untilOf = (f: Facts): LocalizedText | null =>
  f.locked_until === null || f.locked_until <= f.now ? null : formatMoment(f.locked_until, f.now, false)

/** The label of every step; a step that pays or tops up names its amount. */
const labels: Record<FailureAction, (f: Facts) => LocalizedText> = {
  network_test: () => words('测一下网络', 'Test the network'),
  live_status: () => words('看实时结果', 'Watch the result'),
  switch_method: (f) => words(`用余额付 ${pay(f)}`, `Pay ${pay(f)} from balance`),
  open_prompt: () => words('去手机上确认', 'Confirm on your phone'),
  top_up: (f) => words(`充值 ${lacking(f)}`, `Top up ${lacking(f)}`),
  other_card: (f) =>
    f.card
      ? words(`换张卡付 ${pay(f)}`, `Pay ${pay(f)} by another card`)
      : words(`用银行卡付 ${pay(f)}`, `Pay ${pay(f)} by card`),
  view_hold: () => words('看哪些钱在冻结', 'See what is on hold'),
  bind_card: (f) =>
    f.code === 'BANK_UNBOUND' ? words('重新绑卡', 'Link the card again') : words('绑一张卡', 'Link a card'),
  verify_identity: () => words('找客服升级认证', 'Ask support to verify you'),
  step_up: (f) => words(`验证并付 ${pay(f)}`, `Verify and pay ${pay(f)}`),
  edit_limit: () => words('改我的限额', 'Change my limit'),
  new_order: () => words('重新下单', 'Order again'),
  retry: (f) => {
    if (f.code === 'SEC_PIN_WRONG') return words(`重新输入，付 ${pay(f)}`, `Enter it again, pay ${pay(f)}`)
    return f.card
      ? words(`再付一次 ${pay(f)}`, `Pay ${pay(f)} again`)
      : words(`用余额付 ${pay(f)}`, `Pay ${pay(f)} from balance`)
  },
  reset_payment_password: () => words('忘了？找客服重置', 'Forgotten? Reset with support'),
  set_payment_password: () => words('设置支付密码', 'Set a payment password'),
  resend_code: () => words('重新获取验证码', 'Send a new code'),
  countdown: () => words('看解除时间', 'See when it ends'),
  add_proof: () => words('向客服补充材料', 'Send documents to support'),
  appeal: () => words('向客服申诉', 'Appeal to support'),
  report: () => words('向客服举报收款方', 'Report the payee to support'),
  update_card: () => words('更新这张卡', 'Update the card'),
  show_payment: () => words('看付成的那一笔', 'See the payment that went through'),
  order_status: () => words('看订单状态', 'See the order'),
  contact_merchant: () => words('联系商家', 'Contact the merchant'),
  check_name: () => words('核对收款人', 'Check the payee'),
  notify_me: () => words('恢复后通知我', 'Tell me when it is back'),
  contact_support: () => words('联系客服', 'Contact support'),
}

const amounts: Partial<Record<FailureAction, (f: Facts) => number>> = {
  switch_method: (f) => f.amount,
  other_card: (f) => f.amount,
  step_up: (f) => f.amount,
  retry: (f) => f.amount,
  top_up: missingNow,
}

const stepOf = (action: FailureAction, f: Facts): Step => {
  const amount = amounts[action]?.(f)
  return { action, label: labels[action](f), amount: amount === undefined ? null : { amount, currency: f.currency } }
}

/** Ways to pay the order without the card that was refused, the safest first. */
const otherWays = (f: Facts, mend: FailureAction | null): FailureAction[] => [
  ...(missingNow(f) === 0 ? (['switch_method'] as const) : []),
  ...(mend ? [mend] : []),
  ...(f.other_cards > 0 ? (['other_card'] as const) : []),
  ...(mend === 'bind_card' ? [] : (['bind_card'] as const)),
]

/** Whether a time that something lasted until has come. */
const isOver = (until: string | null, f: Facts): boolean => until !== null && until <= f.now

/** Whether a limit that was used up counts afresh by now. */
const isRenewed = (f: Facts): boolean => isOver(f.limit?.resets_at ?? null, f)

/** By card where only the balance was limited. */
const byOtherCard = (f: Facts): FailureAction[] => (f.other_cards > 0 ? ['other_card'] : [])

const byCard = (f: Facts): FailureAction[] => (f.other_cards > 0 ? ['other_card'] : ['bind_card'])

/** Steps by code where the taxonomy's own action alone does not do. */
const special: Partial<Record<FailureCode, (f: Facts) => FailureAction[]>> = {
  BAL_WALLET: (f) => [missingNow(f) === 0 ? 'retry' : 'top_up', ...byCard(f)],
  BAL_BANK: (f) => otherWays(f, null),
  LIM_BANK: (f) => otherWays(f, null),
  NET_BANK_DOWN: (f) => otherWays(f, null),
  BANK_DECLINE: (f) => otherWays(f, null),
  BANK_BLOCKED: (f) => otherWays(f, null),
  BANK_TYPE: (f) => otherWays(f, null),
  BANK_EXPIRED: (f) => otherWays(f, 'update_card'),
  BANK_DATA: (f) => otherWays(f, 'update_card'),
  BANK_UNBOUND: (f) => otherWays(f, 'bind_card'),
  SEC_PIN_WRONG: () => ['retry', 'reset_payment_password'],
  SEC_PIN_LOCK: (f) => [...(isOver(f.locked_until, f) ? (['retry'] as const) : []), 'reset_payment_password'],
  SEC_PIN_UNSET: () => ['set_payment_password'],
  NET_OFFLINE: () => ['network_test', 'retry'],
  SYS_ERROR: (f) => (f.system_errors >= SYSTEM_ERRORS ? ['contact_support'] : ['retry', 'contact_support']),
  SYS_MAINT: (f) => (isOver(f.locked_until, f) ? ['retry'] : ['notify_me', 'contact_support']),
  SEC_COOLDOWN: (f) => (isOver(f.locked_until, f) ? ['retry'] : ['countdown', 'contact_support']),
  BAL_HELD: (f) => [missingNow(f) === 0 ? 'retry' : 'view_hold', ...byCard(f)],
  BAL_NO_METHOD: (f) => [f.other_cards > 0 ? 'other_card' : 'bind_card', 'top_up'],
  LIM_CLASS: (f) => [...(isRenewed(f) ? (['retry'] as const) : []), 'verify_identity', ...byOtherCard(f)],
  LIM_AUTH_DAY: (f) => {
    if (isRenewed(f)) return ['retry']
    return f.step_up_helps ? ['step_up', ...byOtherCard(f)] : byCard(f)
  },
  LIM_OWN: (f) => [...(isRenewed(f) ? (['retry'] as const) : []), 'edit_limit'],
  RISK_PAYEE: () => ['report'],
  RISK_REJECT: () => ['appeal', 'contact_support'],
  RISK_ACCT: () => ['appeal'],
  KYC_NEED: (f) => ['verify_identity', ...byOtherCard(f)],
  MER_DUP: () => ['retry'],
  MER_OTHER_PAYER: () => ['retry'],
}

const actionsOf = (f: Facts): FailureAction[] => {
  if (f.status === 'succeeded') return []
  if (isUnsettled(f)) return ['live_status']
  if (f.beside) return [f.beside.state === 'paid' || f.beside.state === 'checking' ? 'show_payment' : 'order_status']
  if (whereMoneyIs(f) === 'checking') return ['contact_support']
  if (f.returned) return [...(isPayable(f) ? (['retry'] as const) : []), 'contact_support']
  if (f.code === null) return []
  const row = failures[f.code]
  if (!isPayable(f) && row.cause_class !== 'risk') return ['new_order']
  return (
    special[f.code]?.(f) ?? [
      row.action,
      ...(row.fixed_by === 'customer' || row.action === 'contact_support' ? [] : (['contact_support'] as const)),
    ]
  )
}

/** What to do next: one step that is offered first, and at most two others. */
export const stepsOf = (f: Facts): { next: Step | null; others: Step[] } => {
  const [first, ...rest] = actionsOf(f).map((action) => stepOf(action, f))
  const next = first ?? null
  if (next?.action === 'show_payment' && f.beside?.state === 'checking')
    return { next: { ...next, label: words('看那一次的结果', 'See that payment') }, others: [] }
  return { next, others: rest.slice(0, 2) }
}

/** Says which way on is safest when a card was refused. */
const insteadOf = (f: Facts): LocalizedText => {
  const has = formatAmount(f.balance, f.currency)
  if (missingNow(f) === 0)
    return words(
      `用余额付最稳妥：余额 ${has} 够付，同一订单不会付两次。`,
      `Paying from your balance is safest: ${has} is enough, and one order is never paid twice.`,
    )
  return f.other_cards > 0
    ? words('换一张卡付，同一订单不会付两次。', 'Pay by another card; one order is never paid twice.')
    : words('绑另一张卡来付，同一订单不会付两次。', 'Link another card and pay by it; one order is never paid twice.')
}

const sameCardToday = words('今天再用这张卡试，结果会一样。', 'The same card today gives the same result.')
const notThisCard = words('这张卡请先不要再试。', 'Do not try this card again for now.')
const askBank = words('原因请问发卡行。', 'Your bank can tell you why.')

const advices: Record<FailureCode, (f: Facts) => LocalizedText> = {
  NET_OFFLINE: () => words('连上网络后再付，不会付两次。', 'Connect and pay again; you will not pay twice.'),
  NET_UNKNOWN: () =>
    words(
      '先不用再付，也不用做什么，有结果马上告诉您。',
      'No need to pay again or do anything; we tell you as soon as we know.',
    ),
  NET_BANK_DOWN: insteadOf,
  USER_PENDING: () =>
    words('在手机上打开提示，核对金额后确认。', 'Open the prompt on your phone, check the amount and confirm.'),
  BAL_WALLET: (f) =>
    missingNow(f) === 0
      ? words(`余额现在够付，可以再付一次 ${pay(f)}。`, `Your balance is enough by now; you can pay ${pay(f)}.`)
      : words(`充值 ${lacking(f)} 就够付这一笔。`, `A top-up of ${lacking(f)} makes it enough.`),
  BAL_BANK: (f) =>
    sentences(
      insteadOf(f),
      words('往卡里存钱后也可以再用它付。', 'Or pay by the same card once there is money on it.'),
    ),
  BAL_HELD: (f) =>
    missingNow(f) === 0
      ? words(`冻结已经解除，可以再付一次 ${pay(f)}。`, `The hold is over; you can pay ${pay(f)}.`)
      : words(
          '那一笔有结果就解除，到时能付；也可以用银行卡付。',
          'It ends when the other one has its result; pay then, or by card.',
        ),
  BAL_NO_METHOD: () => words('绑一张银行卡就能付。', 'Link a bank card, then you can pay.'),
  LIM_CLASS: (f) =>
    isRenewed(f)
      ? words('额度已经重新计算，可以再付。', 'The limit has started afresh; pay again.')
      : sentences(
          words('认证身份后额度提高，再付这一笔。', 'Verify your identity to raise the limit, then pay.'),
          f.other_cards > 0 ? words('用银行卡付不占这个额度。', 'Paying by card does not count.') : null,
          waitAdvice(f),
        ),
  LIM_AUTH_DAY: (f) => {
    if (isRenewed(f)) return words('额度已经重新计算，可以再付。', 'The limit has started afresh; pay again.')
    if (f.step_up_helps) return words('加一步验证就能付这一笔。', 'One more check and you can pay.')
    return sentences(
      words('用银行卡付不占这个额度。', 'Paying by card does not count towards this limit.'),
      waitAdvice(f),
    )
  },
  LIM_OWN: (f) =>
    isRenewed(f)
      ? words('额度已经重新计算，可以再付。', 'The limit has started afresh; pay again.')
      : sentences(words('在设置里改限额，再付这一笔。', 'Change the limit in the settings, then pay.'), waitAdvice(f)),
  LIM_BANK: (f) => sentences(insteadOf(f), sameCardToday),
  AMT_INVALID: () => words('请商家重新下单。', 'Ask the merchant for a new order.'),
  SEC_PIN_WRONG: () => words('核对后重新输入；忘了可以重置。', 'Check it and enter it again; if forgotten, reset it.'),
  SEC_PIN_LOCK: (f) => {
    const until = untilOf(f)
    return until
      ? words(
          `${until.zh} 自动解锁，到时再付；现在重置可以马上解锁。`,
          `It unlocks by itself at ${until.en}; pay then, or reset it to unlock it now.`,
        )
      : words('已到解锁时间，可以再付。', 'It is unlocked by now; pay again.')
  },
  SEC_PIN_UNSET: () => words('设置六位支付密码，再付这一笔。', 'Set a payment password of six digits, then pay.'),
  SEC_2FA_NEED: () => words('完成验证就能付。', 'Finish the check, then pay.'),
  SEC_2FA_FAIL: () => words('重新获取一条验证码。', 'Ask for a new code.'),
  SEC_COOLDOWN: (f) => {
    const until = untilOf(f)
    return until
      ? words(`${until.zh} 后再付。`, `Pay after ${until.en}.`)
      : words('安全期结束后再付。', 'Pay when the safety hold ends.')
  },
  RISK_REVIEW: () =>
    words('补充材料可以更快有结果；先不要再付。', 'Documents from you make it quicker; do not pay again yet.'),
  RISK_REJECT: () =>
    words(
      '过十分钟左右再付；急用可以申诉，由人工复核。',
      'Pay again in ten minutes or so; if it is urgent, appeal, and a person looks at it.',
    ),
  RISK_PAYEE: () => words('请停止付款，并把对方的情况告诉我们。', 'Stop, and tell us about the payee.'),
  RISK_ACCT: () =>
    words('可以申诉，我们会告诉您原因和答复时间。', 'You can appeal; we tell you the reason and when we answer.'),
  BANK_DECLINE: (f) => sentences(insteadOf(f), forbidsCard(f) ? notThisCard : null, askBank),
  BANK_EXPIRED: (f) => sentences(words('换了新卡就更新一下。', 'If you have a new card, update it.'), insteadOf(f)),
  BANK_DATA: (f) => sentences(words('对照卡面更新一次。', 'Update it with the details on the card.'), insteadOf(f)),
  BANK_BLOCKED: (f) => sentences(insteadOf(f), notThisCard, askBank),
  BANK_TYPE: (f) => sentences(insteadOf(f), notThisCard),
  BANK_UNBOUND: (f) => sentences(words('重新绑一次就能用。', 'Link it again to use it.'), insteadOf(f)),
  MER_CLOSED: () => words('重新下单后再付。', 'Order again, then pay.'),
  MER_DUP: (f) =>
    words(`可以再付一次 ${pay(f)}，同一订单不会付两次。`, `You can pay ${pay(f)}; one order is never paid twice.`),
  MER_OTHER_PAYER: (f) =>
    words(`那次没有付成，可以付 ${pay(f)}。`, `That payment did not go through; you can pay ${pay(f)}.`),
  MER_INVALID: () =>
    words('联系商家，恢复收款后重新下单。', 'Contact the merchant, and order again once it takes payments.'),
  PAYEE_BAD: () => words('核对收款人的姓名和账户，再付。', 'Check the payee’s name and account, then pay.'),
  KYC_NEED: () => words('完成认证后就能付。', 'Verify your identity, then pay.'),
  SYS_MAINT: (f) =>
    isOver(f.locked_until, f)
      ? words('已经恢复，可以再付，不会付两次。', 'It is back; paying now is not paying twice.')
      : words(
          '要我们恢复后通知您吗？到时再付，不会付两次。',
          'Shall we tell you when it is back? Paying then is not paying twice.',
        ),
  SYS_ERROR: (f) =>
    f.system_errors >= SYSTEM_ERRORS
      ? words(
          '这个订单请不要再付，联系客服，由人来处理。',
          'Do not pay this order again; contact support, and a person takes over.',
        )
      : words(
          '可以再付一次，不会付两次；不行就联系客服。',
          'Pay once more, it will not be paid twice; or contact support.',
        ),
}

const forbidsCard = (f: Facts): boolean =>
  f.code !== null && retryRule({ failure_code: f.code, bank_code: f.bank?.code ?? null }) === 'never'

const besideAdvice = (f: Facts): LocalizedText | null => {
  const { beside } = f
  if (!beside) return null
  if (beside.state === 'somebody_paid')
    return words('这个订单已付清，您不用再付。', 'This order is paid; you need not pay.')
  if (beside.state === 'somebody_paying')
    return words('先不用付，等那次付款有结果。', 'Wait for the result of that payment first.')
  const at = formatMoment(beside.at, f.now)
  if (beside.state === 'checking')
    return words(
      `等 ${at.zh} 那次付款的结果，先不要再付。`,
      `Wait for the result of your payment of ${at.en}; do not pay again yet.`,
    )
  const way = wayToPay(beside)
  return words(
    `这个订单已在 ${at.zh} ${way.zh}付清，不用再付。`,
    `This order was paid ${way.en} at ${at.en}; no need to pay again.`,
  )
}

/** What to do, in a sentence or two. */
export const adviceOf = (f: Facts): LocalizedText => {
  if (f.status === 'succeeded')
    return words('不用再做什么。有问题可以联系客服。', 'Nothing more to do. Support is there if something is wrong.')
  if (isUnsettled(f)) return advices.NET_UNKNOWN(f)
  const back = returnAdvice(f, isPayable(f))
  const beside = besideAdvice(f)
  if (beside) return back ? sentences(back, beside) : beside
  if (back) return back
  if (whereMoneyIs(f) === 'checking')
    return words('先不要再付，核对出结果马上告诉您。', 'Do not pay again yet; we tell you as soon as it is cleared up.')
  if (f.code === null) return words('', '')
  if (!isPayable(f) && failures[f.code].cause_class !== 'risk')
    return words('订单已过保留时间，需要时重新下单。', 'The order is no longer held; order again if you still need it.')
  return advices[f.code](f)
}
