import { useEffect, useState } from 'react'

/** The text once nobody has typed for a moment, so that not every key is a question to the server. Empty at once. */
export const useSettledText = (text: string, ms = 180): string => {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms)
    return () => clearTimeout(timer)
  }, [text, ms])
  return text === '' ? '' : settled
}
