/** How hard a password looks to guess. The server decides with a list of common ones; this only helps while typing. */
export type Strength = { level: 'short'; missing: number } | { level: 'weak' | 'fair' | 'good' }

/** Shortest password that is taken. */
export const MIN_PASSWORD = 8

/** Length counts most; a password of few different characters, or one that only counts up, stays weak. */
export const strengthOf = (password: string): Strength => {
  const characters = [...password]
  if (characters.length < MIN_PASSWORD) return { level: 'short', missing: MIN_PASSWORD - characters.length }
  const different = new Set(characters).size
  const steps = characters
    .slice(1)
    .map((character, index) => character.charCodeAt(0) - (characters[index] ?? '').charCodeAt(0))
  const monotone = steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
  if (different < 5 || monotone || /^\d+$/.test(password)) return { level: 'weak' }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  // A Chinese character is one of thousands: it weighs two.
  const weight = characters.reduce((sum, character) => sum + (character > '\u007f' ? 2 : 1), 0)
  const bits = weight * (1 + kinds * 0.35)
  if (bits < 15) return { level: 'weak' }
  return { level: bits < 22 ? 'fair' : 'good' }
}
