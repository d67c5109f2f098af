import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Diagnosis, type FailureCode, failureCodes, failures } from '@topay/contract'
import type { Facts } from './facts.ts'
import { formatAmount, formatMoment } from './format.ts'
import { at, back, byCard, facts, jianglan, limited, mixed, returned, say } from './test-facts.ts'

/** Every text that a diagnosis shows, by where it stands. */
const textsOf = (diagnosis: Diagnosis): [string, { zh: string; en: string }][] => [
  ['verdict', diagnosis.verdict],
  ['verdict_detail', diagnosis.verdict_detail],
  ['advice', diagnosis.advice],
  ...(diagnosis.cause ? [['cause', diagnosis.cause] as [string, Diagnosis['verdict']]] : []),
  ...[diagnosis.next_step, ...diagnosis.alternatives].flatMap((step): [string, Diagnosis['verdict']][] =>
    step ? [[step.action, step.label]] : [],
  ),
  ...diagnosis.timeline.map(({ text }): [string, Diagnosis['verdict']] => ['timeline', text]),
]

const checkVoice = (diagnosis: Diagnosis, about: string): void => {
  Diagnosis.parse(diagnosis)
  for (const [where, { zh, en }] of textsOf(diagnosis)) {
    const place = `${about} ${where}: ${zh} / ${en}`
    assert.match(zh, /[\u4E00-\u9FFF]/, place)
    assert.match(en, /[A-Za-z]/, place)
    assert.doesNotMatch(en, /[\u4E00-\u9FFF]/, place)
    assert.doesNotMatch(`${zh}${en}`, /undefined|null|NaN|\[object|[!！]|请稍后|[Pp]lease wait|失败|[Ff]ailed/, place)
    assert.doesNotMatch(zh, /。。|，。|\s。/, place)
    assert.doesNotMatch(en, / {2}|\.\.| \.|^[a-z]/, place)
  }
}

describe('every failure code is explained in both languages, whatever the circumstances', () => {
  const circumstances: [string, (code: FailureCode) => Facts][] = [
    ['from the balance', (code) => facts({ code })],
    [
      'from a balance that is enough by now',
      (code) => facts({ code, balance: 10_000, shortfall: null, other_cards: 0 }),
    ],
    ['by card, with another card', (code) => byCard(code)],
    ['by the only card', (code) => byCard(code, { other_cards: 0, bank: { code: '61', message: '单笔超限 50.00' } })],
    ['by card, with money in the balance', (code) => byCard(code, { balance: 842_650 })],
    ['until a time', (code) => facts({ code, locked_until: at('09:32:00'), tries_left: 3 })],
    ['when the order is over', (code) => facts({ code, order: { status: 'closed', expires_at: at('06:35:00') } })],
    ['when somebody else paid', (code) => facts({ code, beside: { state: 'somebody_paid' } })],
    ['when somebody else is paying', (code) => facts({ code, beside: { state: 'somebody_paying' } })],
    [
      'when another attempt is unknown',
      (code) => facts({ code, beside: { state: 'checking', at: at('06:31:02'), method: 'card', bank_name: jianglan } }),
    ],
    [
      'when it was paid later',
      (code) => facts({ code, beside: { state: 'paid', at: at('06:39:12'), method: 'balance', bank_name: null } }),
    ],
    ['when the bank contradicts itself', (code) => byCard(code, { money_moved: 'unknown' })],
    ['when money is held', (code) => byCard(code, { money_moved: 'held', locked_until: at('09:32:00') })],
    ['when the merchant is paid in dollars', (code) => facts({ code, currency: 'USD' })],
    ['from balance and card', (code) => mixed(code)],
    ['from balance and card, not known yet', (code) => mixed(code, { status: 'unknown', settled_at: null })],
    ['above a limit of the class', (code) => facts({ code, limit: limited({ kind: 'class', resets_at: null }) })],
    ['above a limit of the day', (code) => facts({ code, limit: limited() })],
    [
      'above a limit that one more check does not raise',
      (code) => facts({ code, limit: limited(), step_up_helps: false }),
    ],
    [
      'above an own limit a payment',
      (code) => facts({ code, limit: limited({ kind: 'own_payment', resets_at: null }) }),
    ],
    ['above an own limit a day', (code) => facts({ code, limit: limited({ kind: 'own_day' }) })],
    ['above a limit that has started afresh', (code) => facts({ code, limit: limited({ resets_at: at('06:39:00') }) })],
    ['when what it waited for is over', (code) => facts({ code, locked_until: at('06:39:00') })],
    [
      'with a reason that was told',
      (code) => facts({ code, told_reason: { zh: '多笔异常交易', en: 'Unusual payments.' } }),
    ],
    ['the second time in a row', (code) => facts({ code, system_errors: 2 })],
    ['with nothing at all to pay with', (code) => facts({ code, balance: 0, other_cards: 0, shortfall: null })],
    ['with money on hold', (code) => facts({ code, held: 7_400, shortfall: 7_400 })],
    ['when the money is coming back', (code) => byCard(code, { returned: returned(), money_moved: 'held' })],
    ['when the money came back to the card', (code) => byCard(code, { returned: returned(back), money_moved: 'held' })],
    [
      'when the money came back late, to the balance',
      (code) =>
        byCard(code, { returned: returned({ ...back, to: 'balance', status: 'to_balance', compensation: 100 }) }),
    ],
    [
      'when the money is coming back and the order is over',
      (code) => byCard(code, { returned: returned(), order: { status: 'closed', expires_at: at('06:35:00') } }),
    ],
  ]
  for (const code of failureCodes) {
    it(code, () => {
      for (const [name, make] of circumstances) {
        const diagnosis = say(make(code))
        checkVoice(diagnosis, `${code} ${name}`)
        assert.ok(diagnosis.cause, name)
        assert.ok(diagnosis.next_step, name)
        assert.equal(diagnosis.cause_class, failures[code].cause_class)
        assert.equal(diagnosis.fixed_by, failures[code].fixed_by)
        const offered = [diagnosis.next_step, ...diagnosis.alternatives].map((step) => step?.action)
        assert.equal(new Set(offered).size, offered.length, `${code} ${name}: one step is offered twice`)
      }
    })
  }
})

describe('the verdict says first where the money is', () => {
  it('not charged: the balance was checked against the ledger', () => {
    const { verdict, verdict_detail, money } = say(facts())
    assert.equal(money, 'not_charged')
    assert.deepEqual(verdict, { zh: '钱没有被扣走', en: 'You were not charged' })
    assert.equal(verdict_detail.zh, '余额没有变动，14:32:05 与账本核对过。')
  })

  it('refused by the bank: the bank confirmed, with the time', () => {
    const { verdict_detail } = say(
      byCard('LIM_BANK', {
        checked_at: at('06:32:11'),
        events: [{ kind: 'bank_declined', at: at('06:32:07'), detail: { failure_code: 'LIM_BANK' } }],
      }),
    )
    assert.deepEqual(verdict_detail, {
      zh: '余额和银行卡都没有变动。江岚银行 14:32:11 确认没有扣款。',
      en: 'Balance and card are unchanged. Jianglan Bank confirmed at 14:32:11.',
    })
  })

  it('a bank that was not asked, or not reached, is not said to have confirmed', () => {
    assert.match(say(byCard('MER_CLOSED')).verdict_detail.zh, /没有向江岚银行请求扣款/)
    const unreached = byCard('NET_BANK_DOWN', {
      events: [{ kind: 'bank_unreachable', at: at('06:32:06'), detail: {} }],
    })
    assert.match(say(unreached).verdict_detail.zh, /没有送到江岚银行/)
  })

  it('unknown: being confirmed, do not pay again, with the time of the next check', () => {
    const unknown = byCard('NET_UNKNOWN', {
      status: 'unknown',
      money_moved: 'unknown',
      settled_at: null,
      next_query_at: at('06:40:05'),
    })
    const { verdict, verdict_detail, money, next_step, retry } = say(unknown)
    assert.equal(money, 'checking')
    assert.equal(verdict.zh, '结果确认中，请先不要再付')
    assert.match(verdict_detail.zh, /下一次查询 14:40:05/)
    assert.equal(next_step?.action, 'live_status')
    assert.equal(retry, 'query_only')
    checkVoice(say(unknown), 'unknown')
  })

  it('succeeded: paid, from where to whom', () => {
    for (const paid of [facts(), byCard('BAL_BANK')].map((f): Facts => ({ ...f, status: 'succeeded', code: null }))) {
      const diagnosis = say(paid)
      assert.deepEqual([diagnosis.money, diagnosis.verdict.zh, diagnosis.next_step], ['charged', '付款成功', null])
      checkVoice(diagnosis, 'succeeded')
    }
  })

  it('a second payment of the same order says that the first one counts', () => {
    const beside = { state: 'paid', at: at('06:31:02'), method: 'balance', bank_name: null } as const
    const { verdict, money, cause, next_step } = say(facts({ code: 'MER_DUP', money_moved: 'yes', beside }))
    assert.equal(money, 'charged')
    assert.equal(verdict.zh, '已经付过，没有重复扣款')
    assert.match(cause?.zh ?? '', /14:31:02 已经付过这个订单/)
    assert.equal(next_step?.action, 'show_payment')
  })
})

describe('cause and next step carry the numbers', () => {
  it('a short balance: what there was, what it takes, what is missing, and a top-up of just that', () => {
    const { cause, next_step } = say(facts())
    assert.equal(cause?.zh, '余额 ¥12.00，这笔要 ¥86.00，还差 ¥74.00。')
    assert.deepEqual(next_step, {
      action: 'top_up',
      label: { zh: '充值 ¥74.00', en: 'Top up ¥74.00' },
      amount: { amount: 7_400, currency: 'CNY' },
    })
  })

  it('when the balance is enough by now: pay again', () => {
    const { next_step, cause } = say(facts({ balance: 8_600 }))
    assert.equal(cause?.zh, '余额 ¥12.00，这笔要 ¥86.00，还差 ¥74.00。')
    assert.partialDeepStrictEqual(next_step, { action: 'retry', label: { zh: '用余额付 ¥86.00' } })
  })

  it('a limit of the bank: the limit and by how much it was passed, out of the bank’s own words', () => {
    const limited = byCard('LIM_BANK', {
      amount: 128_600,
      from_card: 128_600,
      balance: 842_650,
      bank: { code: '61', message: '单笔超限 1000.00' },
    })
    const { cause, next_step, advice, bank } = say(limited)
    assert.equal(cause?.zh, '江岚银行限制这张卡单笔最多付 ¥1,000.00，这笔超出 ¥286.00。不是您操作有误。')
    assert.equal(
      cause?.en,
      'Jianglan Bank caps this card at ¥1,000.00 a payment; this was ¥286.00 over. You did nothing wrong.',
    )
    assert.deepEqual(next_step?.label, { zh: '用余额付 ¥1,286.00', en: 'Pay ¥1,286.00 from balance' })
    assert.match(advice.zh, /余额 ¥8,426\.50 够付/)
    assert.deepEqual(bank, { name: jianglan, code: '61', message: '单笔超限 1000.00' })
  })

  it('fraud, lost and stolen cards read exactly like a plain decline', () => {
    const plain = say(byCard('BANK_DECLINE', { bank: { code: '05', message: '不予承兑' } }))
    for (const [code, message] of [
      ['34', '有作弊嫌疑'],
      ['41', '挂失卡'],
      ['43', '被窃卡'],
      ['59', '有作弊嫌疑'],
    ] as const) {
      assert.deepEqual(say(byCard('BANK_DECLINE', { bank: { code, message } })), plain)
    }
  })

  it('a code that the taxonomy does not list is a decline never to be retried', () => {
    assert.equal(say(byCard('BANK_DECLINE', { bank: { code: '77', message: '请向网点签到' } })).retry, 'never')
    assert.equal(say(byCard('BANK_DECLINE', { bank: { code: '05', message: '不予承兑' } })).retry, 'later')
  })

  it('an order that is over is ordered again; one that was paid later is not paid once more', () => {
    const over = say(facts({ order: { status: 'closed', expires_at: at('06:35:00') } }))
    assert.equal(over.next_step?.action, 'new_order')
    const beside = { state: 'paid', at: at('06:39:12'), method: 'card', bank_name: jianglan } as const
    const paid = say(facts({ beside, order: { status: 'paid', expires_at: at('07:00:00') } }))
    assert.equal(paid.verdict.zh, '钱没有被扣走')
    assert.equal(paid.next_step?.action, 'show_payment')
    assert.equal(paid.advice.zh, '这个订单已在 14:39:12 用江岚银行卡付清，不用再付。')
    assert.equal(paid.timeline.at(-1)?.text.zh, '您用江岚银行卡付清了这个订单')
  })
})

it('the time line is in time order, with one line for all queries that brought no news', () => {
  const timeline = say(
    byCard('NET_BANK_DOWN', {
      events: [
        { kind: 'started', at: at('06:32:05'), detail: {} },
        { kind: 'bank_asked', at: at('06:32:05'), detail: {} },
        { kind: 'bank_silent', at: at('06:32:10'), detail: {} },
        { kind: 'bank_no_news', at: at('06:32:15'), detail: {} },
        { kind: 'bank_no_news', at: at('06:32:25'), detail: {} },
        { kind: 'bank_never_got_it', at: at('06:32:35'), detail: {} },
      ],
    }),
  ).timeline
  assert.deepEqual(
    timeline.map((entry) => [entry.at.slice(14, 19), entry.tone]),
    [
      ['32:05', 'neutral'],
      ['32:05', 'neutral'],
      ['32:10', 'wait'],
      ['32:25', 'wait'],
      ['32:35', 'ok'],
    ],
  )
})

it('amounts and moments are written as the look wants them', () => {
  assert.equal(formatAmount(128_600), '¥1,286.00')
  assert.equal(formatAmount(2_000, 'USD'), 'USD 20.00')
  assert.deepEqual(formatMoment(at('06:32:05'), at('15:59:00')), { zh: '14:32:05', en: '14:32:05' })
  assert.deepEqual(formatMoment(at('06:32:05'), at('16:00:00')), { zh: '11月24日 14:32', en: '24 Nov 14:32' })
  assert.equal(formatMoment('2025-02-03T01:00:00.000Z', at('06:00:00')).zh, '2025年2月3日 09:00')
})
