/** Time for tests: nothing waits, `pass` moves it on and runs what is due. */
export const createTestClock = (start = 1_790_000_000_000) => {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    later: (run: () => void, ms: number): (() => void) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    /** Lets promises that are ready run. */
    settle,
    pass: async (ms: number): Promise<void> => {
      const until = now + ms
      await settle()
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at).find((timer) => timer.at <= until)
        if (next === undefined) break
        timers = timers.filter((timer) => timer !== next)
        now = next.at
        next.run()
        await settle()
      }
      now = until
      await settle()
    },
  }
}
