import { useEffect, useState } from 'react'

/** The time now, in ms, renewed every `every` ms while the component is shown. For clocks that run down. */
export const useNow = (every = 1000) => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
