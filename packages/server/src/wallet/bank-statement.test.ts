import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { money } from '@topay/contract'
import { parseStatement } from './bank-statement.ts'

const DATE = '2026-11-24'
const header = 'type,id,token,amount,currency,status,at'
const rows = [
  'debit,pay_1,bt_1,100,CNY,approved,2026-11-24T01:00:00.000Z',
  'payout,wd_1,bt_1,250,CNY,returned,2026-11-24T02:00:00.000Z',
]
const file = (lines: string[]): string => `${lines.join('\n')}\n`
const whole = file([header, ...rows, `end,${DATE},2,350,closed`])
const reason = (text: string): string => {
  const parsed = parseStatement(DATE, text)
  return parsed.kind === 'unavailable' ? parsed.reason : 'was read'
}

describe("the bank's file of a day", () => {
  it('becomes rows, and says whether the day is over', () => {
    assert.deepEqual(parseStatement(DATE, whole), {
      kind: 'statement',
      date: DATE,
      complete: true,
      rows: [
        {
          type: 'debit',
          id: 'pay_1',
          token: 'bt_1',
          amount: money(100),
          status: 'approved',
          at: '2026-11-24T01:00:00.000Z',
        },
        {
          type: 'payout',
          id: 'wd_1',
          token: 'bt_1',
          amount: money(250),
          status: 'returned',
          at: '2026-11-24T02:00:00.000Z',
        },
      ],
    })
    const empty = file([header, `end,${DATE},0,0,open`])
    assert.deepEqual(parseStatement(DATE, empty), { kind: 'statement', date: DATE, complete: false, rows: [] })
  })

  it('cut anywhere, it is not used at all', () => {
    for (let length = 0; length < whole.length; length++) assert.notEqual(reason(whole.slice(0, length)), 'was read')
  })

  it('with a row gone, twice or changed, it is not used at all', () => {
    const [first = '', second = ''] = rows
    const end = `end,${DATE},2,350,closed`
    assert.match(reason(file([header, first, end])), /1 rows/)
    assert.match(reason(file([header, first, first, second, end])), /3 rows/)
    assert.match(reason(file([header, first.replace('100', '101'), second, end])), /sum to 351/)
    assert.match(reason(file([header, first.replace('debit', 'gift'), second, end])), /line 2/)
    assert.match(reason(file([header, first, second.replace('250', '-250'), end])), /line 3/)
  })

  it('of another day, or that is no such file, it is not used', () => {
    assert.match(reason(whole.replace(`end,${DATE}`, 'end,2026-11-23')), /of 2026-11-23/)
    assert.match(reason('<html>Bad gateway</html>\n'), /header/)
  })
})
