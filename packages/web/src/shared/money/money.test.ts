import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, integer, property, string } from 'fast-check'
import { formatListMoney, formatMoney, formatRoundMoney, moneyParts } from './format-money.ts'
import { amountText, cleanAmountInput, parseAmount } from './parse-money.ts'

const cny = (amount: number) => ({ amount, currency: 'CNY' as const })

test('an amount is grouped and always has two decimals', () => {
  assert.equal(formatMoney(cny(128600)), '¥1,286.00')
  assert.equal(formatMoney(cny(5)), '¥0.05')
  assert.equal(formatMoney(cny(0)), '¥0.00')
  assert.equal(formatMoney(cny(-1200)), '−¥12.00')
})

test('another currency is written with its code and a space', () => {
  assert.equal(formatMoney({ amount: 2000, currency: 'USD' }), 'USD 20.00')
  assert.equal(formatListMoney({ amount: 2000, currency: 'USD' }, 'out'), '−USD 20.00')
})

test('lists drop the yuan sign, mark the direction, and mark nothing when no money moved', () => {
  assert.equal(formatListMoney(cny(3200), 'out'), '−32.00')
  assert.equal(formatListMoney(cny(-3200), 'out'), '−32.00')
  assert.equal(formatListMoney(cny(45900), 'in'), '+459.00')
  assert.equal(formatListMoney(cny(128600), 'none'), '1,286.00')
})

test('round limits may drop their decimals, others keep them', () => {
  assert.equal(formatRoundMoney(cny(100000)), '¥1,000')
  assert.equal(formatRoundMoney(cny(100010)), '¥1,000.10')
})

test('the largest amount of the contract is written exactly', () => {
  assert.equal(formatMoney(cny(1_000_000_000_000)), '¥10,000,000,000.00')
})

test('the parts of an amount put together are the whole amount', () => {
  check(
    property(integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (amount) => {
      const { sign, symbol, whole, fraction } = moneyParts(cny(amount))
      assert.equal(symbol, '¥')
      const back = Number(`${whole.replaceAll(',', '')}${fraction.slice(1)}`)
      assert.equal(sign === '' ? back : -back, amount)
    }),
  )
})

test('the amount field takes digits, one point and two decimals, also full-width ones', () => {
  assert.equal(cleanAmountInput('１２．５'), '12.5')
  assert.equal(cleanAmountInput('12.345'), '12.34')
  assert.equal(cleanAmountInput('1.2.3'), '1.23')
  assert.equal(cleanAmountInput('007'), '7')
  assert.equal(cleanAmountInput('.5'), '0.5')
  assert.equal(cleanAmountInput('¥1,286.00'), '1286.00')
  assert.equal(cleanAmountInput('-3e2'), '32')
})

test('nothing, zero and broken text are no amount', () => {
  for (const text of ['', '0', '0.00', '.', 'abc', '1.234', '123456789'])
    assert.equal(parseAmount(text), undefined, text)
})

test('an amount survives the way through the field', () => {
  check(
    property(integer({ min: 1, max: 9_999_999_999 }), (minor) => {
      assert.equal(parseAmount(cleanAmountInput(amountText(minor))), minor)
    }),
  )
})

test('whatever is typed, the cleaned text is stable', () => {
  check(
    property(string(), (typed) => {
      const once = cleanAmountInput(typed)
      assert.equal(cleanAmountInput(once), once)
    }),
  )
})
