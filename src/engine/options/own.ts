/** Copies the own fields of objects to an object without a prototype. Later objects win. */
export function bare<Fields extends object>(...objects: readonly (Fields | undefined)[]): Fields {
  return Object.assign(Object.create(null), ...objects) as Fields
}

/** Copies plain objects like `bare`, also nested ones. Other values stay as they are. */
export function bareTree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bareTree)
  if (!isPlain(value)) return value
  return bare(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bareTree(each)])))
}

/** Returns `true` for objects of a literal, also of another realm. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * Returns an object with `undefined` under each name. In `{ ...absent(names), ...fields }` all
 * names are own fields, so that reading one reaches no prototype, also in a copy of the object.
 */
export const absent = (names: readonly string[]): Readonly<Record<string, undefined>> =>
  Object.fromEntries(names.map((name) => [name, undefined]))

/** Returns the value of an own field. */
export const ownValue = <Value>(of: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

/** Parts of a valibot schema that contain other schemas. */
interface Schema {
  /** Schemas of an object's fields. */
  readonly entries?: Readonly<Record<string, unknown>>
  /** Schema of an optional value. */
  readonly wrapped?: unknown
  /** Schema of a record's values. */
  readonly value?: unknown
}

/**
 * Returns an input in which each field of a valibot schema is an own field, at least as
 * `undefined`. valibot would read absent fields from the prototype. The validated output has the
 * same own fields.
 */
export function withFields(schema: unknown, input: unknown): unknown {
  const { entries = {}, wrapped, value }: Schema = bare(Object(schema))
  if (wrapped) return withFields(wrapped, input)
  if (!isPlain(input)) return input
  const fields = Object.entries(input).map(([name, field]) => [
    name,
    withFields(ownValue(entries, name) ?? value, field),
  ])
  return { ...absent(Object.keys(entries)), ...Object.fromEntries(fields) }
}
