/** Ids of sections (WebAssembly core specification 2.0, 5.5.2). */
const IMPORT = 2
const MEMORY = 5
/** Kind of an import (5.5.5). */
const MEMORY_IMPORT = 0x02
/** Magic number and version (5.5.16). */
const PREAMBLE = 8

interface Section {
  readonly id: number
  readonly content: Uint8Array
}

/** An unsigned LEB128 number (5.2.2) and where it ends. */
function readNumber(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0
  for (let at = from, shift = 0; at < bytes.length; at++, shift += 7) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return { value, end: at + 1 }
  }
  throw new Error('the module ends within a number')
}

function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(Math.floor(value / 0x80))]
}

function sectionsOf(module: Uint8Array): Section[] {
  const sections: Section[] = []
  for (let at = PREAMBLE; at < module.length; ) {
    const { value: size, end } = readNumber(module, at + 1)
    sections.push({ id: module[at] ?? 0, content: module.subarray(end, end + size) })
    at = end + size
  }
  return sections
}

const name = (text: string) => [...number(text.length), ...Buffer.from(text, 'latin1')]

/**
 * Makes a module import the one memory that it defines, as `env.memory` with the same limits, so that several modules
 * can use one memory in turn. All indices stay the same.
 * @throws Error if a module does not define exactly one memory, or imports one
 * @example importMemory(readFileSync('codec.wasm'))
 */
export function importMemory(module: Uint8Array): Uint8Array {
  const sections = sectionsOf(module)
  const memory = sections.find(({ id }) => id === MEMORY)
  const imports = sections.find(({ id }) => id === IMPORT)
  if (memory?.content[0] !== 1 || !imports) throw new Error('expected one memory, and imports')
  const count = readNumber(imports.content, 0)
  const limits = memory.content.subarray(1)
  const content = Uint8Array.of(
    ...number(count.value + 1),
    ...imports.content.subarray(count.end),
    ...name('env'),
    ...name('memory'),
    MEMORY_IMPORT,
    ...limits,
  )
  const kept = sections
    .filter((section) => section !== memory)
    .map((section) => (section === imports ? { id: IMPORT, content } : section))
  return Buffer.concat([
    module.subarray(0, PREAMBLE),
    ...kept.flatMap((section) => [
      Uint8Array.of(section.id, ...number(section.content.length)),
      section.content,
    ]),
  ])
}
