import { name, number, readSections, SECTION, withEntry, writeSections } from './sections.ts'

/** Kind of an import (WebAssembly core specification 2.0, 5.5.5). */
const MEMORY_IMPORT = 0x02

/**
 * Makes a module import the one memory that it defines, as `env.memory` with the same limits, so that several modules
 * can use one memory in turn. All indices stay the same.
 * @param initial pages that it begins with, without a limit, in place of the module's own limits
 * @throws Error if a module does not define exactly one memory, or imports one
 * @example importMemory(readFileSync('codec.wasm'))
 */
export function importMemory(module: Uint8Array, initial?: number): Buffer {
  const sections = readSections(module)
  const memory = sections.find(({ id }) => id === SECTION.memory)
  const imports = sections.find(({ id }) => id === SECTION.import)
  if (memory?.content[0] !== 1 || !imports) throw new Error('expected one memory, and imports')
  // Flag 0: there is no maximum (5.3.7).
  const limits = initial === undefined ? memory.content.subarray(1) : [0, ...number(initial)]
  const entry = [...name('env'), ...name('memory'), MEMORY_IMPORT, ...limits]
  const kept = sections
    .filter((section) => section !== memory)
    .map((section) => (section === imports ? withEntry(imports, entry) : section))
  return writeSections(module, kept)
}
