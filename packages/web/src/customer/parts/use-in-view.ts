import { useCallback, useEffect, useRef } from 'react'

/**
 * A ref for an element: calls back when it comes near the visible part of the page. Give the element a new `key` to be
 * called again while it stays near.
 */
export const useInView = (onNear: () => void) => {
  const latest = useRef(onNear)
  useEffect(() => {
    latest.current = onNear
  })
  return useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current()
      },
      { rootMargin: '600px 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
}
