import { useEffect, useState } from 'react'

const isSeen = () => document.visibilityState === 'visible'

/** Whether the page is in front of somebody's eyes. */
export const useSeen = () => {
  const [seen, setSeen] = useState(isSeen)
  useEffect(() => {
    const look = () => setSeen(isSeen())
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return seen
}
