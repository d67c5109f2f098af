import { useEffect, useRef } from 'react'
import { useNow } from '#shared/ui/use-now.ts'
import { countdownOf } from './countdown-of.ts'

/**
 * The time left until a moment, second by second; calls `onEnd` once when it has come. Screen readers find it when they
 * look for it and are not told every second: the moment itself stands beside it in words.
 */
export const Countdown = ({
  until,
  label,
  className,
  onEnd,
}: {
  /** RFC 3339 */
  until: string
  /** What is waited for. */
  label: string
  className?: string
  onEnd?: () => void
}) => {
  const now = useNow()
  const left = Date.parse(until) - now
  const end = useRef(onEnd)
  useEffect(() => {
    end.current = onEnd
  })
  const isOver = left <= 0
  useEffect(() => {
    if (isOver) end.current?.()
  }, [isOver])
  return (
    <span role="timer" aria-live="off" aria-label={label} className={className}>
      {countdownOf(left)}
    </span>
  )
}
