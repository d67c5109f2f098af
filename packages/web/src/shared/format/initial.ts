/**
 * The letter of an avatar: the first character of a Chinese name (the family name), the first letter of any other,
 * in capitals. Takes whole characters, never half of one.
 */
export const initialOf = (name: string): string => {
  const first = name.trim()[Symbol.iterator]().next().value
  return first === undefined ? '·' : first.toUpperCase()
}
