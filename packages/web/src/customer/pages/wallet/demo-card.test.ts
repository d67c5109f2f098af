import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, double, property } from 'fast-check'
import { demoCardNumber } from './demo-card.ts'

const luhn = (number: string) =>
  [...number].toReversed().reduce((sum, character, index) => {
    const digit = Number(character) * (index % 2 === 1 ? 2 : 1)
    return sum + (digit > 9 ? digit - 9 : digit)
  }, 0) % 10

const chance = double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('every demo card has 16 digits and a right check digit', () => {
  check(
    property(chance, (value) => {
      for (const card of ['works', 'limited'] as const) {
        const number = demoCardNumber(card, () => value)
        assert.match(number, /^621700\d{10}$/)
        assert.equal(luhn(number), 0)
      }
    }),
  )
})

test('only the limited card is a magic one', () => {
  check(
    property(chance, (value) =>
      assert.doesNotMatch(
        demoCardNumber('works', () => value),
        /^62170099/,
      ),
    ),
  )
  assert.match(demoCardNumber('limited'), /^62170099\d101\d{4}$/)
})
