/** Where the words of a search stand in a text, for marking them; null when one of them is missing. */
export const matchWords = (text: string, search: string): { from: number; to: number }[] | null => {
  const lower = text.toLocaleLowerCase()
  const spots: { from: number; to: number }[] = []
  for (const word of search.toLocaleLowerCase().split(/\s+/).filter(Boolean)) {
    const from = lower.indexOf(word)
    if (from === -1) return null
    spots.push({ from, to: from + word.length })
  }
  return spots.toSorted((a, b) => a.from - b.from)
}

/** A text cut into pieces that are marked and pieces that are not. Spots that overlap are one. */
export const cutAt = (
  text: string,
  spots: readonly { from: number; to: number }[],
): { text: string; on: boolean }[] => {
  const pieces: { text: string; on: boolean }[] = []
  let at = 0
  for (const spot of spots) {
    if (spot.to <= at) continue
    const from = Math.max(at, spot.from)
    if (from > at) pieces.push({ text: text.slice(at, from), on: false })
    pieces.push({ text: text.slice(from, spot.to), on: true })
    at = spot.to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), on: false })
  return pieces
}
