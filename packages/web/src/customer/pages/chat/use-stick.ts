import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** How near to the end counts as "at the end", in px. */
const NEAR = 96
/** How near to the beginning older messages are fetched, in px. */
const TOP = 240

/**
 * Keeps a conversation where its reader is: at the end when they are at the end, and on the very same message when
 * older ones are put above it. `first` and `last` are the keys of the first and last items.
 */
export const useStick = (first: string | undefined, last: string | undefined, onTop: () => void) => {
  const scroller = useRef<HTMLDivElement>(null)
  const before = useRef<{ height: number; first?: string | undefined; last?: string | undefined }>({ height: 0 })
  const end = useRef(true)
  const [atEnd, setAtEnd] = useState(true)

  const toEnd = useCallback((smooth = false) => {
    const element = scroller.current
    element?.scrollTo({ top: element.scrollHeight, behavior: smooth ? 'smooth' : 'instant' })
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    if (before.current.first !== undefined && before.current.first !== first) {
      element.scrollTop += element.scrollHeight - before.current.height
    } else if (end.current && before.current.last !== last) toEnd()
    before.current = { height: element.scrollHeight, first, last }
  }, [first, last, toEnd])

  // The keyboard of a phone, a picture that arrives, a card that opens: whoever is at the end stays there.
  useEffect(() => {
    const element = scroller.current
    const content = element?.firstElementChild
    if (!element || !content) return
    const observer = new ResizeObserver(() => {
      if (end.current) toEnd()
      before.current.height = element.scrollHeight
    })
    observer.observe(element)
    observer.observe(content)
    return () => observer.disconnect()
  }, [toEnd])

  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    end.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
    setAtEnd(end.current)
    if (element.scrollTop < TOP) onTop()
  }
  const stick = () => {
    end.current = true
    setAtEnd(true)
    toEnd()
  }
  return { scroller, onScroll, atEnd, toEnd, stick }
}
