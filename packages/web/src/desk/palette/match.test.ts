import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { cutAt, matchWords } from './match.ts'

describe('finding in the palette', () => {
  it('finds all words in any order, whatever their case', () => {
    assert.deepEqual(matchWords('Hand to Lin', 'lin hand'), [
      { from: 0, to: 4 },
      { from: 8, to: 11 },
    ])
    assert.equal(matchWords('Hand to Lin', 'lin close'), null)
    assert.deepEqual(matchWords('退款审核', ''), [])
  })

  it('marking loses no character and doubles none', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(20), fc.nat(8))), (text, spots) => {
        const cut = cutAt(
          text,
          spots
            .map(([from, length]) => ({ from: Math.min(from, text.length), to: Math.min(from + length, text.length) }))
            .toSorted((a, b) => a.from - b.from),
        )
        assert.equal(cut.map((piece) => piece.text).join(''), text)
      }),
    )
  })
})
