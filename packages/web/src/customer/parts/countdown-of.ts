const two = (value: number) => String(value).padStart(2, '0')

/** Time left as a clock that runs down, from ms: 14:32, 1:04:09. A second that has begun counts whole; nothing below zero. */
export const countdownOf = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`
}
