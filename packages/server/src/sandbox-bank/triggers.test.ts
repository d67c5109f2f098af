import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { cardWorld, heard } from './test-bank.ts'
import { behaviourOf, LINK_REFUSED, type OperationKind } from './triggers.ts'

type World = ReturnType<typeof cardWorld>
const status = ({ bank }: World, kind: OperationKind, id = 'a'): string => {
  const state = bank.stateOf(kind, id)
  return 'code' in state ? `${state.status} ${state.code}` : state.status
}
/** What is heard of a request at once, what a query says then, what it says once all that is late has come, and what the books say. */
const story = (kind: 'debit' | 'payout', trigger: string) => {
  const world = cardWorld(trigger)
  const answer = heard(world[kind](5_000, { id: 'a', expires_at: world.fromNow(10_000) }))
  const soon = status(world, kind)
  world.pass(60_000)
  const late = status(world, kind)
  world.pass(20 * 60_000)
  const end = status(world, kind)
  const books = world.books()
  world.bank.close()
  return { answer, soon, late, end, books }
}

describe('magic cards', () => {
  const listed = (kind: OperationKind, amount = 5_000) => [`${kind} a ${amount} approved`]
  const plain = { answer: 'approved', soon: 'approved', late: 'approved', end: 'approved', books: listed('debit') }
  const silent = { answer: 'silent', soon: 'pending', late: 'approved', end: 'approved', books: listed('debit') }
  const declined = (code: string) => {
    const told = `declined ${code}`
    return { answer: told, soon: told, late: told, end: told, books: [] as string[] }
  }
  const gone = { soon: 'not_found', late: 'not_found', end: 'not_found', books: [] as string[] }

  const debits: Record<string, object> = {
    '051': declined('51'),
    '068': { ...silent, answer: 'declined 68' },
    '101': plain,
    '102': { answer: 'bank_down', ...gone },
    '103': silent,
    '104': { ...silent, late: 'declined 51', end: 'declined 51', books: [] },
    '105': { answer: 'silent', ...gone },
    '106': { ...plain, answer: 'cut' },
    '107': plain,
    '109': plain,
    '110': silent,
    '111': { ...declined('05'), books: listed('debit') },
    '112': { ...plain, books: listed('debit', 5_100) },
    '113': silent,
    '114': { answer: 'silent', soon: 'not_found', late: 'not_found', end: 'approved', books: listed('debit') },
    '115': { ...declined('05'), end: 'approved', books: listed('debit') },
    '116': { ...plain, books: [] },
    '121': plain,
    '122': plain,
    '131': plain,
  }
  for (const [trigger, expected] of Object.entries(debits)) {
    it(`${trigger}: a debit, its answer, what a query says at once, later and in the end, and the books`, () => {
      assert.deepEqual(story('debit', trigger), expected)
    })
  }

  const payoutBooks = listed('payout')
  const payouts: Record<string, object> = {
    '000': { ...plain, books: payoutBooks },
    '111': { ...declined('05'), books: payoutBooks },
    '121': {
      answer: 'approved',
      soon: 'approved',
      late: 'returned 14',
      end: 'returned 14',
      books: [...payoutBooks, 'payout a 5000 returned'],
    },
    '122': declined('62'),
    '123': { ...silent, books: payoutBooks },
    '124': { ...silent, late: 'declined 14', end: 'declined 14', books: [] },
    '125': { answer: 'bank_down', ...gone },
    '126': { answer: 'silent', ...gone },
  }
  for (const [trigger, expected] of Object.entries(payouts)) {
    it(`${trigger}: a payout, its answer, what a query says at once, later and in the end, and the books`, () => {
      assert.deepEqual(story('payout', trigger), expected)
    })
  }

  const refunds: Record<string, [answer: string, soon: string, late: string]> = {
    '000': ['approved', 'approved', 'approved'],
    '131': ['declined 14', 'declined 14', 'declined 14'],
    '132': ['declined 42', 'declined 42', 'declined 42'],
    '133': ['silent', 'pending', 'approved'],
    '134': ['silent', 'pending', 'declined 14'],
    '135': ['bank_down', 'not_found', 'not_found'],
    '136': ['silent', 'not_found', 'not_found'],
  }
  for (const [trigger, expected] of Object.entries(refunds)) {
    it(`${trigger}: a refund, its answer, what a query says at once and later`, () => {
      const world = cardWorld(trigger)
      world.debit(5_000, { id: 'd' })
      const answer = heard(world.refund('d', 2_000, { id: 'a' }))
      const soon = status(world, 'refund')
      world.pass(60_000)
      const late = status(world, 'refund')
      assert.deepEqual([answer, soon, late], expected)
      const moved = late === 'approved' ? ['refund a 2000 approved'] : []
      assert.deepEqual(world.books().slice(1), moved)
      world.bank.close()
    })
  }

  it('an amount does what the card of its number does, for payouts and refunds too', () => {
    const world = cardWorld()
    assert.equal(heard(world.payout(9_912_200)), 'declined 62')
    world.debit(9_913_100, { id: 'd' })
    assert.equal(heard(world.refund('d', 9_913_100)), 'declined 14')
    world.bank.close()
  })

  it('each is in the document, and the document has no other', () => {
    const text = readFileSync(new URL('../../../../docs/sandbox-bank.md', import.meta.url), 'utf8')
    const documented = [...text.matchAll(/^\| (\d{3}) \| `/gm)].map(([, trigger]) => trigger)
    const numbers = Array.from({ length: 200 }, (_, number) => String(number).padStart(3, '0'))
    const magic = numbers.filter(
      (trigger) =>
        trigger === LINK_REFUSED ||
        (['debit', 'payout', 'refund'] as const).some((kind) => Object.keys(behaviourOf(trigger, kind)).length > 0),
    )
    assert.deepEqual(documented.toSorted(), magic)
  })
})
