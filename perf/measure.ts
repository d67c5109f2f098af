/** One figure of one round: operations a second and the latencies of all of them, in ms. */
export type Round = { rate: number; latencies: number[] }

/** Calls `work` again and again from `callers` at once for `ms` milliseconds. An error ends the measurement: a rate of failures is no rate. */
export const closedLoop = async (
  callers: number,
  ms: number,
  work: (caller: number) => Promise<unknown>,
): Promise<Round> => {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + ms
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let now = performance.now(); now < end;) {
        await work(caller)
        const done = performance.now()
        latencies.push(done - now)
        now = done
      }
    }),
  )
  return { rate: (latencies.length * 1_000) / (performance.now() - start), latencies }
}

/** The value below which `share` of the values lie. */
export const quantile = (values: number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: number[]): number => quantile(values, 0.5)
