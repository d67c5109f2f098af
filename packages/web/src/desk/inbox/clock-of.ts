/** `00:31`, `12:05`: minutes and seconds of a span in ms; null from one hour on, where seconds say nothing. */
export const clockOf = (ms: number): string | null => {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  if (seconds >= 3600) return null
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}
