/**
 * Runs work while `Object.prototype` has a field, as a library with a fault may leave it. The
 * field is not enumerable, because loops of other libraries would list it.
 * @param value value of the field
 */
export async function polluted<Result>(
  name: string,
  value: unknown,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(Object.prototype, name)
  }
}

/** Line of a stack trace in the code of the project. */
const OWN_LINE = /\/(src\/[^\s)]+:\d+):\d+/

/**
 * Runs work, and returns the reads of its code that reached a field of `Object.prototype`. Each is
 * a name with the line that read it. The fields are getters that return `undefined`, so that one
 * run tries all names.
 */
export async function readsOfPrototype(
  names: readonly string[],
  work: () => unknown,
): Promise<readonly string[]> {
  const found = new Set<string>()
  const define = (name: string) =>
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get() {
        const [, line] = OWN_LINE.exec(new Error('a read').stack?.split('\n')[2] ?? '') ?? []
        if (line !== undefined) found.add(`${name}: ${line}`)
        return undefined
      },
      set(value) {
        Object.defineProperty(this, name, { value, configurable: true, writable: true })
      },
    })
  try {
    for (const name of names) define(name)
    await work()
  } finally {
    for (const name of names) Reflect.deleteProperty(Object.prototype, name)
  }
  return [...found].sort()
}
