import { afterAll, expect, vi } from 'vitest'

/*
 * Files of a process share its globals. After each file, stubs and spies are removed, and every
 * global must be as it was before the file, so that no file depends on the files before it.
 *
 * Vitest remembers a spy until `vi.restoreAllMocks()`, even after its `mockRestore()`. A spy on a
 * fake timer would therefore return when a later file calls `vi.restoreAllMocks()`.
 */

/** Objects whose functions tests replace. */
const OWNERS = { globalThis, console, performance, AbortSignal, Math, 'crypto.subtle': crypto.subtle }

type Properties = Record<string, PropertyDescriptor>

const before = Object.entries(OWNERS).map(([name, owner]) => {
  const properties: Properties = Object.getOwnPropertyDescriptors(owner)
  return { name, owner, properties }
})

/** Restores an owner's properties. Returns the names whose values had changed. */
function restore({ owner, properties }: (typeof before)[number]): string[] {
  return Object.entries(properties)
    .filter(([key, old]) => {
      // Node replaces accessors of globals by values when they are used first.
      if (!('value' in old)) return false
      return !Object.is(old.value, Object.getOwnPropertyDescriptor(owner, key)?.value)
    })
    .map(([key, old]) => {
      Object.defineProperty(owner, key, old)
      return key
    })
}

afterAll(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  const changed = before.flatMap((each) => restore(each).map((key) => `${each.name}.${key}`))
  expect(changed, 'the file has left replaced globals behind').toEqual([])
})
