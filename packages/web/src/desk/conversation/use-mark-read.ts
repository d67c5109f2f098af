import { useEffect, useState } from 'react'
import { useDesk } from '../live/desk-context.ts'

const isSeen = () => document.visibilityState === 'visible'

/** Says that messages were read, when one who may answer (`serves`) has them before their eyes. */
export const useMarkRead = (caseId: string, lastSeq: number, serves: boolean): void => {
  const { hub } = useDesk()
  const [seen, setSeen] = useState(isSeen)
  useEffect(() => {
    const look = () => setSeen(isSeen())
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    if (serves && seen && lastSeq > 0) hub.mark(caseId, lastSeq, 'read')
  }, [hub, caseId, lastSeq, serves, seen])
}
