/**
 * Whether what a person typed, or an address that the server masked (138****6024, l***@example.com), is the address that
 * a message went to.
 */
export const isAddress = (named: string, address: string): boolean => {
  const name = named.trim().toLowerCase()
  const [head = '', tail] = name.split(/\*+/)
  if (tail !== undefined) {
    const digits = address.replace(/^\+86/, '')
    return [address, digits].some((one) => one.startsWith(head) && one.endsWith(tail) && one.length > head.length)
  }
  if (name.includes('@')) return name === address
  const end = name.replace(/\D/g, '').slice(-8)
  return end.length === 8 && address.endsWith(end)
}
