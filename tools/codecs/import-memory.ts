import { name, number, readSections, SECTION, withEntry, writeSections } from './sections.ts'

/** Kind of a memory import (WebAssembly core specification 2.0, 5.5.5). */
const MEMORY_IMPORT = 0x02

/**
 * Makes a module import its memory as `env.memory` with unchanged limits, instead of defining it.
 * Several modules can then use one memory in turn. All indices stay the same.
 * @param initial pages at the start. If it is given, it replaces the module's limits, and there is
 * no maximum.
 * @throws Error if the module does not define exactly one memory, or has no imports
 * @example importMemory(readFileSync('codec.wasm'))
 */
export function importMemory(module: Uint8Array, initial?: number): Buffer {
  const sections = readSections(module)
  const memory = sections.find(({ id }) => id === SECTION.memory)
  const imports = sections.find(({ id }) => id === SECTION.import)
  if (memory?.content[0] !== 1 || !imports) throw new Error('expected one memory, and imports')
  // A flag of 0 means that the memory has no maximum (5.3.7).
  const limits = initial === undefined ? memory.content.subarray(1) : [0, ...number(initial)]
  const entry = [...name('env'), ...name('memory'), MEMORY_IMPORT, ...limits]
  const kept = sections
    .filter((section) => section !== memory)
    .map((section) => (section === imports ? withEntry(imports, entry) : section))
  return writeSections(module, kept)
}
