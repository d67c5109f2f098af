/** One load at one number of callers. */
export type Cell = { name: string; callers: number; per_second: number; p50_ms: number | null; p99_ms: number | null }

/** The rate once the books had so many entries, and what that was of a bare transaction's in the same minute. */
export type Growth = { entries: number; per_second: number; of_bare: number }

type Aim = { aim: string; found: number; wanted: number; met: boolean }

/** Turns what was measured into figures for programs and a table for people, the aims at the end. */
export function report(input: {
  cells: Cell[]
  growth: Growth[]
  verified: boolean
  entries: number
  verify_seconds: number
}) {
  const cell = (name: string, callers: number) =>
    input.cells.find((item) => item.name.startsWith(name) && item.callers === callers)
  const rate = (name: string, callers = 64) => cell(name, callers)?.per_second ?? Number.NaN
  const p50 = (name: string, callers: number) => cell(name, callers)?.p50_ms ?? Number.NaN
  const atLeast = (aim: string, found: number, wanted: number): Aim => ({ aim, found, wanted, met: found >= wanted })
  const atMost = (aim: string, found: number, wanted: number): Aim => ({ aim, found, wanted, met: found <= wanted })
  const first = input.growth[0]
  const last = input.growth.at(-1)
  const aims = [
    atLeast('batched random / TPC-B, 64 callers', rate('batched, random') / rate('TPC-B'), 11),
    atLeast('batched hot / batched random, 64 callers', rate('batched, one hot') / rate('batched, random'), 1),
    atLeast('holds / batched random, operations, 64 callers', rate('batched, hold') / rate('batched, random'), 0.7),
    atMost('p50 of one transfer / bare transaction, 1 caller', p50('single, random', 1) / p50('bare', 1), 1.5),
    ...(first && last && first !== last
      ? [
          atLeast(
            `rate at ${last.entries} entries / at ${first.entries}, beside bare`,
            last.of_bare / first.of_bare,
            0.9,
          ),
        ]
      : []),
  ].filter(({ found }) => Number.isFinite(found))
  const table = input.cells.map((item) => ({
    ...item,
    of_tpcb: item.per_second / rate('TPC-B', item.callers > 64 ? 64 : item.callers),
    of_bare: item.per_second / rate('bare', item.callers),
  }))
  return {
    data: {
      cells: table,
      growth: input.growth,
      aims,
      books_verified: input.verified,
      entries: input.entries,
      verify_seconds: input.verify_seconds,
    },
    text: [
      '',
      row(['', 'callers', 'per second', 'p50 ms', 'p99 ms', 'x TPC-B', 'x bare']),
      ...table
        .toSorted((a, b) => a.callers - b.callers)
        .map((item) =>
          row([
            item.name,
            String(item.callers),
            item.per_second.toFixed(0),
            item.p50_ms?.toFixed(2) ?? '',
            item.p99_ms?.toFixed(2) ?? '',
            Number.isFinite(item.of_tpcb) ? item.of_tpcb.toFixed(1) : '',
            item.of_bare.toFixed(2),
          ]),
        ),
      '',
      ...aims.map(
        ({ aim, found, wanted, met }) => `${met ? 'met    ' : 'not met'}  ${aim}: ${found.toFixed(2)} (aim ${wanted})`,
      ),
      `${input.verified ? 'The books are whole' : 'THE BOOKS ARE NOT WHOLE'}: ${input.entries} entries verified in ${input.verify_seconds.toFixed(1)} s.`,
    ].join('\n'),
  }
}

function row([name = '', ...figures]: string[]): string {
  return name.padEnd(36) + figures.map((figure) => figure.padStart(11)).join('')
}
