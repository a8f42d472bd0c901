import { name, readSections, SECTION, withEntry, writeSections } from './sections.ts'

/** Kind of an import (WebAssembly core specification 2.0, 5.5.5). */
const MEMORY_IMPORT = 0x02

/**
 * Makes a module import the one memory that it defines, as `env.memory` with the same limits, so that several modules
 * can use one memory in turn. All indices stay the same.
 * @throws Error if a module does not define exactly one memory, or imports one
 * @example importMemory(readFileSync('codec.wasm'))
 */
export function importMemory(module: Uint8Array): Buffer {
  const sections = readSections(module)
  const memory = sections.find(({ id }) => id === SECTION.memory)
  const imports = sections.find(({ id }) => id === SECTION.import)
  if (memory?.content[0] !== 1 || !imports) throw new Error('expected one memory, and imports')
  const entry = [...name('env'), ...name('memory'), MEMORY_IMPORT, ...memory.content.subarray(1)]
  const kept = sections
    .filter((section) => section !== memory)
    .map((section) => (section === imports ? withEntry(imports, entry) : section))
  return writeSections(module, kept)
}
