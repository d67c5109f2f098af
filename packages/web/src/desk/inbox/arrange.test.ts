import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { arrange, neighbour } from './arrange.ts'

const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 8 })

describe('the rows of the inbox', () => {
  it('never move or go while the list is held, whatever comes in', () => {
    fc.assert(
      fc.property(ids, ids, (shown, fresh) => {
        fc.pre(shown.length > 0)
        const { order, waiting } = arrange(shown, fresh, { held: true, openId: null })
        assert.deepEqual(order.slice(0, shown.length), shown)
        assert.equal(new Set(order).size, order.length)
        assert.equal(order.length + waiting, new Set([...shown, ...fresh]).size)
      }),
    )
  })

  it('are those of the server when nobody holds the list', () => {
    assert.deepEqual(arrange(['a', 'b'], ['c', 'a'], { held: false, openId: null }), { order: ['c', 'a'], waiting: 0 })
  })

  it('are shown at once when there were none', () => {
    assert.deepEqual(arrange([], ['a', 'b'], { held: true, openId: null }).order, ['a', 'b'])
  })

  it('go on at the end when a later page is read, even while held', () => {
    assert.deepEqual(arrange(['a', 'b'], ['n', 'a', 'b', 'c', 'd'], { held: true, openId: null }), {
      order: ['a', 'b', 'c', 'd'],
      waiting: 1,
    })
  })

  it('the open one stays in its place when it leaves the list, until another is opened', () => {
    const shown = ['a', 'b', 'c']
    assert.deepEqual(arrange(shown, ['a', 'c'], { held: false, openId: 'b' }).order, ['a', 'b', 'c'])
    assert.deepEqual(arrange(shown, ['a', 'c'], { held: false, openId: 'a' }).order, ['a', 'c'])
    assert.deepEqual(arrange(['b'], [], { held: false, openId: 'b' }).order, ['b'])
  })
})

describe('moving through the list', () => {
  it('stops at both ends and starts at the nearest one', () => {
    const order = ['a', 'b', 'c']
    assert.equal(neighbour(order, 'a', 1), 'b')
    assert.equal(neighbour(order, 'c', 1), 'c')
    assert.equal(neighbour(order, 'a', -1), 'a')
    assert.equal(neighbour(order, null, 1), 'a')
    assert.equal(neighbour(order, 'x', -1), 'c')
    assert.equal(neighbour([], null, 1), undefined)
  })
})
