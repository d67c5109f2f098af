import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatDay,
  formatDeadline,
  formatMoment,
  formatMonth,
  formatSpan,
  monthBefore,
  monthDate,
  monthKey,
} from './format-time.ts'
import { initialOf } from './initial.ts'
import { readablePhone } from './phone.ts'
import { sentences } from './sentences.ts'

const now = new Date(2026, 10, 23, 14, 45)

test('days near today are named, others dated, the year only when it is another one', () => {
  assert.equal(formatDay(new Date(2026, 10, 23, 0, 1), 'zh-CN', now), '今天')
  assert.equal(formatDay(new Date(2026, 10, 22, 23, 59), 'zh-CN', now), '昨天')
  assert.equal(formatDay(new Date(2026, 10, 24), 'en', now), 'Tomorrow')
  assert.equal(formatDay(new Date(2026, 10, 12), 'zh-CN', now), '11月12日')
  assert.equal(formatDay(new Date(2026, 10, 12), 'en', now), '12 Nov')
  assert.equal(formatDay(new Date(2025, 0, 2), 'zh-CN', now), '2025年1月2日')
  assert.equal(formatDay(new Date(2025, 0, 2), 'en', now), '2 Jan 2025')
})

test('a moment has 24 hours, midnight is 00', () => {
  assert.equal(formatMoment(new Date(2026, 10, 23, 0, 5), 'zh-CN', now), '今天 00:05')
  assert.equal(formatMoment(new Date(2026, 10, 21, 10, 8), 'en', now), '21 Nov 10:08')
})

test('a deadline of today needs no day', () => {
  assert.equal(formatDeadline(new Date(2026, 10, 23, 15, 0), 'zh-CN', now), '15:00')
  assert.equal(formatDeadline(new Date(2026, 10, 24, 10, 8), 'zh-CN', now), '明天 10:08')
  assert.equal(
    formatDeadline(new Date(2026, 10, 24, 10, 8), 'en', now),
    'tomorrow 10:08',
    'it stands inside a sentence',
  )
})

test('months are written whole, and bills belong to a month of China wherever the reader is', () => {
  assert.equal(formatMonth(new Date(2026, 10, 1), 'zh-CN'), '2026年11月')
  assert.equal(formatMonth(new Date(2026, 10, 1), 'en'), 'November 2026')
  assert.equal(monthKey('2026-01-31T15:59:59.999Z'), '2026-01')
  assert.equal(monthKey('2026-01-31T16:00:00.000Z'), '2026-02')
  assert.equal(formatMonth(monthDate('2026-02'), 'en'), 'February 2026')
  assert.equal(monthBefore('2026-01-10T00:00:00.000Z', 0), '2026-01')
  assert.equal(monthBefore('2026-01-10T00:00:00.000Z', 2), '2025-11')
})

test('a span names its two largest units', () => {
  assert.equal(formatSpan(18_400, 'zh-CN'), '18 秒')
  assert.equal(formatSpan(-5, 'zh-CN'), '0 秒')
  assert.equal(formatSpan(5 * 60_000, 'zh-CN'), '5 分钟')
  assert.equal(formatSpan((19 * 60 + 23) * 60_000, 'zh-CN'), '19 小时 23 分钟')
  assert.equal(formatSpan(2 * 3_600_000, 'en'), '2 hrs')
  assert.equal(formatSpan(3 * 86_400_000, 'en'), '3 days')
})

test('the initial is a whole character', () => {
  assert.equal(initialOf('陈致远'), '陈')
  assert.equal(initialOf(' maya '), 'M')
  assert.equal(initialOf('𠮷野'), '𠮷')
  assert.equal(initialOf(''), '·')
})

test('statements become sentences of their language, without a second full stop', () => {
  assert.equal(sentences('zh-CN', '卡号不对', '请再输入一次。'), '卡号不对。请再输入一次。')
  assert.equal(
    sentences('en', 'The card number is not valid', 'Check it', ''),
    'The card number is not valid. Check it.',
  )
})

test('a mainland number is grouped as it is spoken, another one is left alone', () => {
  assert.equal(readablePhone('+8613812346024'), '138 1234 6024')
  assert.equal(readablePhone('+4915123456789'), '+4915123456789')
})
