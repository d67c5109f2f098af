import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { ask, doorNames, forget, kinds, unknown } from '../../support/doors.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

/** How sure it is that one group takes longer than another: Mann–Whitney U as a normal deviate, ties being next to impossible. */
const deviate = (left: readonly number[], right: readonly number[]): number => {
  const all = [...left.map((ms) => ({ ms, of: 0 })), ...right.map((ms) => ({ ms, of: 1 }))]
  const ranked = all.toSorted((a, b) => a.ms - b.ms)
  const rankSum = ranked.reduce((sum, { of }, at) => sum + (of === 0 ? at + 1 : 0), 0)
  const [n, m] = [left.length, right.length]
  const u = rankSum - (n * (n + 1)) / 2
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12)
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

test('the statistics tell a difference where there is one, and none where there is none', () => {
  const noise = (at: number): number => 10 + ((at * 7_919) % 100) / 20
  const group = (from: number, more: number): number[] => Array.from({ length: 40 }, (_, i) => noise(from + i) + more)
  assert.ok(Math.abs(deviate(group(0, 0), group(1_000, 0))) < 2)
  assert.ok(Math.abs(deviate(group(0, 4), group(1_000, 0))) > 5)
})

const ROUNDS = 24
/** Beyond this a difference is none of chance: less than one of a million. Groups that are wholly apart come to 6.9. */
const SURE = 5

for (const kind of kinds) {
  test(`by ${kind}, how long an answer takes does not tell whether there is an account`, async () => {
    const mine = (await app.signUp('陈思远', unknown[kind]())).identifier
    const [first, second] = [unknown[kind](), unknown[kind]()]
    for (const door of doorNames) {
      const times = { mine: [] as number[], first: [] as number[], second: [] as number[] }
      const groups = [
        ['mine', mine],
        ['first', first],
        ['second', second],
      ] as const
      for (let round = -2; round < ROUNDS; round++) {
        await forget(app)
        // Each comes first, second and third equally often, so that what the machine does beside it meets all of them.
        for (let i = 0; i < groups.length; i++) {
          const [group, identifier] = groups[(round + 3 + i) % groups.length] ?? groups[0]
          const { ms } = await ask(app, door, identifier)
          if (round >= 0) times[group].push(ms)
        }
      }
      // Two addresses that nobody has, measured in the same run, say how much is noise.
      const noise = Math.abs(median(times.first) - median(times.second))
      const difference = Math.abs(median(times.mine) - median([...times.first, ...times.second]))
      const sure = Math.abs(deviate(times.mine, [...times.first, ...times.second]))
      const control = Math.abs(deviate(times.first, times.second))
      const told = sure > SURE && sure > 2 * control && difference > 4 * noise && difference > 2
      assert.ok(
        !told,
        `${door}: ${difference.toFixed(2)} ms apart, noise ${noise.toFixed(2)} ms; U ${sure.toFixed(1)}, control ${control.toFixed(1)}`,
      )
    }
  })
}
