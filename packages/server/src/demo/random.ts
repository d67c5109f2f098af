import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Draws of one seeded generator. The same seed gives the same draws on every machine. */
export type Random = {
  /** An integer from `from` to `to`, both included. */
  int: (from: number, to: number) => number
  /** True with a probability of `percent` in a hundred. */
  chance: (percent: number) => boolean
  /** One of the items, each as likely as the others. */
  pick: <T>(items: readonly T[]) => T
}

/** 32-bit FNV-1a: turns the words that name a generator into its seed. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const character of text) {
    value ^= character.codePointAt(0) ?? 0
    value = Math.imul(value, 0x01000193)
  }
  return value | 0
}

/**
 * A generator of its own for each purpose, such as ('demo', 'chen-siyuan', 'coffee'): a habit added for one person
 * changes nothing for the others.
 */
export const random = (...purpose: string[]): Random => {
  const generator = xoroshiro128plus(hash(purpose.join('/')))
  const int = (from: number, to: number): number => uniformInt(generator, from, to)
  return {
    int,
    chance: (percent) => int(1, 10_000) <= percent * 100,
    pick: (items) => {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
