/**
 * Runs `run` at once, and then at most once in `ms` while it is asked for again. The last asking is never lost.
 * A burst of events costs two readings of a list and not one each.
 */
export const createThrottle = (
  run: () => void,
  ms: number,
  later: (run: () => void, ms: number) => () => void = (then, wait) => {
    const timer = setTimeout(then, wait)
    return () => clearTimeout(timer)
  },
) => {
  let callOff: (() => void) | null = null
  let again = false
  const ask = (): void => {
    if (callOff !== null) {
      again = true
      return
    }
    run()
    callOff = later(() => {
      callOff = null
      if (again) {
        again = false
        ask()
      }
    }, ms)
  }
  return { ask, stop: () => callOff?.() }
}
