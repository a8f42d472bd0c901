/**
 * Returns an instance's exports with a check before every use: each function call, and each memory
 * read. An instance outlives its right to the memory if the platform stops its context, or seemed
 * to have stopped it.
 * @param check throws if the instance must not use its memory any more
 */
export function guarded<Exports extends object>(exports: Exports, check: () => void): Exports {
  const entries = Object.entries(exports).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') {
      const read = () => {
        check()
        return value
      }
      return [name, { get: read, enumerable: true }] as const
    }
    const call = (...values: unknown[]): unknown => {
      check()
      return value(...values)
    }
    return [name, { value: call, enumerable: true }] as const
  })
  return Object.defineProperties({}, Object.fromEntries(entries)) as Exports
}
