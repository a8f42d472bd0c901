import { readNumber, readSections, SECTION, sectionOf } from './sections.ts'

/**
 * Removes exports from a module, and all code that only they can reach.
 * @param exports names of the kept exports
 * @throws Error if the module lacks one of the exports
 */
export async function prune(module: Uint8Array, exports: readonly string[]): Promise<Uint8Array> {
  // Loading Binaryen takes a second.
  const { default: binaryen } = await import('binaryen')
  const names = exportsOf(module)
  const missing = exports.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new Error(`the module has no ${missing.join(', ')}`)
  const parsed = binaryen.readBinary(module)
  for (const name of names) if (!exports.includes(name)) parsed.removeExport(name)
  parsed.runPasses(['remove-unused-module-elements'])
  const pruned = parsed.emitBinary()
  parsed.dispose()
  return pruned
}

/** Returns the names that a module exports. */
export function exportsOf(module: Uint8Array): string[] {
  const { content } = sectionOf(readSections(module), SECTION.export)
  const names: string[] = []
  let { value: left, end: at } = readNumber(content, 0)
  for (; left > 0; left--) {
    const { value: length, end } = readNumber(content, at)
    names.push(Buffer.from(content.subarray(end, end + length)).toString())
    at = readNumber(content, end + length + 1).end
  }
  return names
}
