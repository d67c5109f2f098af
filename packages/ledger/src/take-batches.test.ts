import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeBatches, type Batch } from './take-batches.ts'

type Ticket = { id: string; target: string | null; accounts: string[] | null }

const ticket = (id: string, accounts: string[] | null, target: string | null = null): Ticket => ({
  id,
  target,
  accounts,
})
const take = (queue: Ticket[], free: number, underWay: Batch<Ticket>[] = [], limit = 100) =>
  takeBatches(queue, { underWay, free, limit })
const ids = (batches: Batch<Ticket>[]) => batches.map(({ tickets }) => tickets.map(({ id }) => id).join(' '))

test('what touches different accounts is spread over the lanes, what shares one stays together and in order', () => {
  const queue = [ticket('1', ['a', 'b']), ticket('2', ['c', 'd']), ticket('3', ['b', 'e']), ticket('4', ['f', 'g'])]
  assert.deepEqual(ids(take(queue, 2)), ['1 3', '2 4'])
  assert.equal(queue.length, 0)
})

test('a hot account makes one batch', () => {
  const queue = Array.from({ length: 50 }, (_, index) => ticket(`${index}`, [`w${index}`, 'hot']))
  const [first, second] = take(queue, 2)
  assert.deepEqual([first?.tickets.length, second?.tickets.length], [50, 0])
})

test('what would touch the accounts of two batches waits, and so does what comes after it on those accounts', () => {
  const queue = [
    ticket('1', ['a', 'b']),
    ticket('2', ['c', 'd']),
    ticket('3', ['a', 'c']),
    ticket('4', ['a', 'x']),
    ticket('5', ['d', 'y']),
  ]
  assert.deepEqual(ids(take(queue, 2)), ['1', '2 5'])
  assert.deepEqual(
    queue.map(({ id }) => id),
    ['3', '4'],
  )
})

test('nothing touches an account of a batch under way', () => {
  const underWay = take([ticket('0', ['a', 'b'])], 1)
  const queue = [ticket('1', ['b', 'c']), ticket('2', ['c', 'd']), ticket('3', ['e', 'f'])]
  assert.deepEqual(ids(take(queue, 1, underWay)), ['3'])
  assert.deepEqual(
    queue.map(({ id }) => id),
    ['1', '2'],
  )
})

test('an id is posted once at a time, and what refers to an operation comes in a later statement', () => {
  const queue = [
    ticket('1', ['a', 'b']),
    ticket('1', ['a', 'b']),
    ticket('2', ['a', 'b'], '1'),
    ticket('3', ['a', 'b']),
  ]
  const underWay = take(queue, 2)
  assert.deepEqual(ids(underWay), ['1 3', ''])
  assert.deepEqual(ids(take(queue, 1, underWay)), [''])
  assert.deepEqual(ids(take(queue, 1)), ['1'])
  assert.deepEqual(ids(take(queue, 1)), ['2'])
})

test('an operation whose accounts are not known yet shares its time with no other batch', () => {
  const queue = [ticket('1', null, 'x'), ticket('2', ['a', 'b'])]
  const alone = take(queue, 2)
  assert.deepEqual(ids(alone), ['1 2', ''])
  assert.deepEqual(ids(take([ticket('3', ['c', 'd'])], 1, alone)), [''])
  assert.deepEqual(ids(take([ticket('4', null, 'y')], 1, take([ticket('5', ['c', 'd'])], 1))), [''])
})

test('no batch is larger than the limit, and beside a batch under way than its fair share', () => {
  const many = () => Array.from({ length: 40 }, (_, index) => ticket(`${index}`, [`a${index}`, `b${index}`]))
  assert.deepEqual(
    take(many(), 2, [], 7).map(({ tickets }) => tickets.length),
    [7, 7],
  )
  const underWay = take([ticket('x', ['c', 'd'])], 1)
  assert.equal(take(many(), 1, underWay)[0]?.tickets.length, 21)
})
