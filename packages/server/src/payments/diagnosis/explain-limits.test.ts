import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { money } from '@topay/contract'
import { at, back, byCard, facts, limited, mixed, returned, say } from './test-facts.ts'

describe('limits, pauses, two ways to pay at once and money on its way back are told with their numbers', () => {
  it('a limit: what it allows, what was used, what this takes, and when it starts afresh', () => {
    const day = say(facts({ code: 'LIM_AUTH_DAY', limit: limited() }))
    assert.equal(
      day.cause?.zh,
      '这样确认一天可从余额付 ¥1,000.00，今天已用 ¥950.00，这笔要 ¥86.00，超出 ¥36.00。11月25日 00:00 起重新计算。',
    )
    assert.partialDeepStrictEqual(day.next_step, { action: 'step_up', label: { en: 'Verify and pay ¥86.00' } })
    const beyond = say(facts({ code: 'LIM_AUTH_DAY', limit: limited(), step_up_helps: false }))
    assert.equal(beyond.next_step?.action, 'other_card')
    const own = say(
      facts({ code: 'LIM_OWN', limit: limited({ kind: 'own_payment', limit: money(5_000), used: money(0) }) }),
    )
    assert.equal(own.cause?.en, 'You set a limit of ¥50.00 a payment; this was ¥86.00: ¥36.00 over.')
    assert.equal(own.next_step?.action, 'edit_limit')
    const lifetime = say(facts({ code: 'LIM_CLASS', limit: limited({ kind: 'class', resets_at: null }) }))
    assert.match(lifetime.cause?.zh ?? '', /可从余额付 ¥1,000\.00，已用 ¥950\.00，还剩 ¥50\.00，这笔要 ¥86\.00/)
    assert.deepEqual(
      [lifetime.next_step, ...lifetime.alternatives].map((step) => step?.action),
      ['verify_identity', 'other_card'],
    )
  })

  it('maintenance: until when, being told when it is back, and paying again once it is', () => {
    const during = say(facts({ code: 'SYS_MAINT', locked_until: at('09:00:00') }))
    assert.match(during.cause?.zh ?? '', /预计 17:00 恢复/)
    assert.equal(during.next_step?.action, 'notify_me')
    assert.equal(say(facts({ code: 'SYS_MAINT', locked_until: at('06:39:00') })).next_step?.action, 'retry')
  })

  it('an error of ours may be tried once more; the second time only a person is offered', () => {
    const first = say(facts({ code: 'SYS_ERROR', system_errors: 1 }))
    assert.deepEqual([first.retry, first.next_step?.action], ['now', 'retry'])
    const second = say(facts({ code: 'SYS_ERROR', system_errors: 2 }))
    assert.deepEqual([second.retry, second.next_step?.action, second.alternatives], ['never', 'contact_support', []])
  })

  it('a restricted account: the reason that was told, and the way to appeal', () => {
    const told = say(
      facts({ code: 'RISK_ACCT', told_reason: { zh: '近期有多笔异常交易', en: 'Several unusual payments' } }),
    )
    assert.match(told.cause?.zh ?? '', /原因：近期有多笔异常交易。$/)
    assert.equal(told.next_step?.action, 'appeal')
  })

  it('a hold for safety: until when, why, what can be paid meanwhile, and a countdown', () => {
    const told = { zh: '登录密码刚重置过；其间每天可付 ¥200.00', en: 'The password was reset; ¥200.00 a day meanwhile' }
    const held = say(facts({ code: 'SEC_COOLDOWN', locked_until: at('23:40:00'), told_reason: told }))
    assert.match(held.cause?.zh ?? '', /^为安全暂停付款到 .*：登录密码刚重置过；其间每天可付 ¥200\.00。$/)
    assert.match(held.cause?.en ?? '', /until .*, for safety\. The password was reset; ¥200\.00 a day meanwhile\.$/)
    assert.equal(held.next_step?.action, 'countdown')
  })

  it('balance and card together: each part, and what is set aside is not lost', () => {
    const unknown = say(mixed('NET_UNKNOWN', { status: 'unknown', money_moved: 'unknown', settled_at: null }))
    assert.match(unknown.verdict_detail.zh, /余额里的 ¥12\.00 先留着没有付出，付不成就能再用，不会丢/)
    const failed = say(mixed('BAL_BANK', { events: [{ kind: 'bank_declined', at: at('06:32:06'), detail: {} }] }))
    assert.match(failed.verdict_detail.en, /the ¥12\.00 set aside is free again/)
    assert.match(failed.cause?.zh ?? '', /不够付 ¥74\.00/)
    const paid = say({ ...mixed('BAL_BANK'), status: 'succeeded', code: null })
    assert.match(paid.verdict_detail.zh, /^余额付 ¥12\.00，江岚银行 \(6217\) 付 ¥74\.00，共付给山岚户外 ¥86\.00/)
  })

  it('money on its way back: by when, and then that it is there', () => {
    const coming = say(byCard('BANK_DECLINE', { returned: returned() }))
    assert.equal(coming.money, 'returning')
    assert.match(coming.verdict_detail.zh, /最晚 11月25日 23:59 到/)
    const there = say(byCard('BANK_DECLINE', { returned: returned({ ...back, to: 'balance', compensation: 100 }) }))
    assert.equal(there.money, 'returned')
    assert.match(there.verdict_detail.zh, /进了您的余额。晚到的补偿 ¥1\.00 已进余额/)
    assert.equal(there.timeline.at(-1)?.text.zh, '¥86.00 退到了余额')
  })
})
