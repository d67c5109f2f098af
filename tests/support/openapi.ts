/** The part of OpenAPI 3.1 and JSON Schema that our document uses. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  default?: unknown
}
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
export type Operation = {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  security?: Record<string, unknown>[]
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
export type OpenApi = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Follows a reference. */
export const resolve = (document: OpenApi, schema: Schema): Schema => {
  const name = schema.$ref?.split('/').pop()
  const target = name === undefined ? schema : document.components.schemas[name]
  if (!target) throw new Error(`no schema ${schema.$ref}`)
  return target.$ref ? resolve(document, target) : target
}

/** A value that a schema accepts; ids come from `ids` by their prefix. */
export const sample = (document: OpenApi, given: Schema, ids: Record<string, string>): unknown => {
  const schema = resolve(document, given)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.find((option) => option.type !== 'null')
  if (choice) return sample(document, choice, ids)
  if (schema.pattern) {
    const prefix = /^\^([a-z]+)_/.exec(schema.pattern)?.[1]
    if (prefix) return ids[prefix] ?? `${prefix}_${'0'.repeat(32)}`
    return schema.pattern.includes('d{4}') ? '2026-11' : '739152'
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sample(document, inner, ids)]),
    )
  }
  if (type === 'array') return [sample(document, schema.items ?? {}, ids)].slice(0, schema.minItems ?? 1)
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  return schema.format === 'email' ? 'somebody@example.com' : 'x'.repeat(Math.max(8, schema.minLength ?? 0))
}

export type Path = (string | number)[]

/** A place inside a value where something can be put wrong. `nullable`: null would be right. */
export type Place = { path: Path; schema: Schema; required: boolean; nullable: boolean }

const withoutNull = (document: OpenApi, given: Schema): { schema: Schema; nullable: boolean } => {
  const schema = resolve(document, given)
  const options = schema.oneOf ?? schema.anyOf
  const choice = options?.find((option) => option.type !== 'null')
  if (!options || !choice) return { schema, nullable: false }
  return { schema: resolve(document, choice), nullable: options.some((option) => option.type === 'null') }
}

/** Every place inside a schema's value where something can be put wrong. */
export const places = (document: OpenApi, given: Schema, at: Path = []): Place[] => {
  const { schema } = withoutNull(document, given)
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const path = [...at, key]
    const required = schema.required?.includes(key) ?? false
    return [{ path, required, ...withoutNull(document, inner) }, ...places(document, inner, path)]
  })
}

/** A copy of a value with one place replaced; `undefined` removes it. */
export const replaced = (value: unknown, path: Path, by: unknown): unknown => {
  const copy: unknown = structuredClone(value)
  let inner = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) inner = inner[key] as Record<string | number, unknown>
  const last = path.at(-1)
  if (last === undefined) return by
  if (by === undefined) delete inner[last]
  else inner[last] = by
  return copy
}
