/**
 * The link of a message, `/reset/<id>#<code>`: the code stands behind the hash, which browsers send to nobody. An SMS has the
 * six digits in its text and no code in the link. Null on the plain page, or when the link is not whole.
 */
export const resetLink = ({
  pathname,
  hash,
}: {
  pathname: string
  hash: string
}): { id: string; code: string | null } | null => {
  const id = /^\/reset\/(rst_[0-9a-f]{32})\/?$/.exec(pathname)?.[1]
  if (id === undefined) return null
  if (hash === '') return { id, code: null }
  const code = /^#([\w-]{20,60})$/.exec(hash)?.[1]
  return code === undefined ? null : { id, code }
}
