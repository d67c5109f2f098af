import { type Diagnosis, type FailureCode, failures, type LocalizedText } from '@topay/contract'
import type { PaymentEvent, PaymentEventKind } from '../queries.ts'
import { type Facts, isMixed } from './facts.ts'
import { formatAmount, wayToPay, words } from './format.ts'

type Entry = Diagnosis['timeline'][number]
type Line = { text: LocalizedText; tone: Entry['tone'] }

const line = (tone: Entry['tone'], zh: string, en: string): Line => ({ tone, text: words(zh, en) })

const reasonOf = (f: Facts, event: PaymentEvent): LocalizedText => {
  const code = event.detail?.failure_code
  if (code === 'BAL_WALLET' && f.shortfall !== null) {
    const short = formatAmount(f.shortfall, f.currency)
    return words(`还差 ${short}`, `${short} short`)
  }
  if (code === 'SEC_PIN_WRONG') return words('支付密码不对', 'the payment password was not right')
  const row = code !== undefined && code in failures ? failures[code as FailureCode] : failures.BANK_DECLINE
  return words(row.zh, row.en)
}

/** Each kind of event in words. A refusal is not red: the money is safe. */
const lines: Record<PaymentEventKind, (f: Facts, bank: LocalizedText, event: PaymentEvent) => Line> = {
  started: (f, bank) => {
    if (f.card && isMixed(f)) {
      const [own, rest] = [formatAmount(f.from_balance, f.currency), formatAmount(f.from_card, f.currency)]
      return line(
        'neutral',
        `您发起付款，余额 ${own}，${bank.zh} (${f.card.last4}) ${rest}`,
        `You started it: ${own} from your balance, ${rest} with card ending ${f.card.last4}`,
      )
    }
    return f.card
      ? line('neutral', `您发起付款，${bank.zh} (${f.card.last4})`, `You started it, with card ending ${f.card.last4}`)
      : line('neutral', '您发起付款，用余额', 'You started it, from your balance')
  },
  refused: (f, _bank, event) =>
    line('neutral', `没有付成：${reasonOf(f, event).zh}`, `Not paid: ${reasonOf(f, event).en}`),
  authorised: () => line('neutral', '支付密码正确', 'Payment password accepted'),
  balance_held: (f) => {
    const sum = formatAmount(f.from_balance, f.currency)
    return line('neutral', `余额里的 ${sum} 先留出来`, `${sum} of your balance set aside`)
  },
  balance_released: (f) => {
    const sum = formatAmount(f.from_balance, f.currency)
    return line('ok', `留出的 ${sum} 又可以用了`, `The ${sum} set aside is free again`)
  },
  paid_from_balance: (f) => {
    const sum = formatAmount(f.from_balance, f.currency)
    return line('ok', `从余额付了 ${sum}，记入账本`, `${sum} paid from your balance and booked`)
  },
  bank_asked: (f, bank) => {
    const sum = formatAmount(f.from_card, f.currency)
    return line('neutral', `向${bank.zh}请求付 ${sum}`, `Asked ${bank.en} for ${sum}`)
  },
  bank_approved: (_f, bank) => line('ok', `${bank.zh}付了款，记入账本`, `${bank.en} paid; booked`),
  bank_declined: (f, bank, event) => {
    if (event.detail?.failure_code === 'BANK_DECLINE')
      return line('neutral', `${bank.zh}拒绝了，没有说明原因`, `${bank.en} declined and gave no reason`)
    const reason = reasonOf(f, event)
    return line('neutral', `${bank.zh}拒绝：${reason.zh}`, `${bank.en} declined: ${reason.en}`)
  },
  bank_unreachable: (_f, bank) =>
    line('neutral', `${bank.zh}的系统不可用，没有扣款`, `${bank.en} is unavailable; nothing was taken`),
  bank_silent: (_f, bank) =>
    line('wait', `${bank.zh}没有按时答复，继续查询`, `${bank.en} did not answer in time; we keep asking`),
  bank_no_news: (_f, bank) =>
    line('wait', `又查了一次，${bank.zh}还没有结果`, `Asked again; ${bank.en} has no result yet`),
  bank_never_got_it: (_f, bank) =>
    line('ok', `${bank.zh}确认没有收到这笔，没有扣款`, `${bank.en} confirms: never received, no charge`),
  bank_confirmed: (_f, bank) => line('ok', `向${bank.zh}核对：没有扣款`, `${bank.en} confirms: no charge`),
  bank_contradicts: (_f, bank) =>
    line(
      'wait',
      `${bank.zh}说还是扣了款，我们让它退回`,
      `${bank.en} says it charged all the same; we have it sent back`,
    ),
}

const returnLine = (f: Facts): Entry[] => {
  const { returned } = f
  if (!returned || returned.to === null || returned.settled_at === null) return []
  const sum = formatAmount(returned.amount, f.currency)
  const text =
    returned.to === 'card'
      ? words(`${sum} 退回了银行卡`, `${sum} went back to the card`)
      : words(`${sum} 退到了余额`, `${sum} went to your balance instead`)
  return [{ at: returned.settled_at, text, tone: 'ok' }]
}

const besideLine = (f: Facts): Entry[] => {
  if (f.beside?.state !== 'paid' || f.beside.at < f.created_at) return []
  const way = wayToPay(f.beside)
  return [{ at: f.beside.at, ...line('ok', `您${way.zh}付清了这个订单`, `You paid the order ${way.en}`) }]
}

const closedLine = (f: Facts): Entry[] =>
  f.order.status === 'closed' && f.order.expires_at > f.created_at && f.order.expires_at <= f.now
    ? [{ at: f.order.expires_at, ...line('neutral', '订单到时关闭', 'The order closed') }]
    : []

/** What happened, in time order. Of queries without news only the last is shown. */
export const timelineOf = (f: Facts): Entry[] => {
  const bank = f.card?.bank_name ?? words('银行', 'The bank')
  const lastQuery = f.events.findLastIndex(({ kind }) => kind === 'bank_no_news')
  const shown = f.events.filter(({ kind }, index) => kind !== 'bank_no_news' || index === lastQuery)
  const happened = shown.map((event): Entry => ({ at: event.at, ...lines[event.kind](f, bank, event) }))
  return [...happened, ...returnLine(f), ...besideLine(f), ...closedLine(f)].toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  )
}
