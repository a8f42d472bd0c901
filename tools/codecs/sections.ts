/** Section ids (WebAssembly core specification 2.0, 5.5.2). */
export const SECTION = { import: 2, memory: 5, global: 6, export: 7, code: 10, data: 11, dataCount: 12 }
/** Length in bytes of the magic number and the version (5.5.16). */
const PREAMBLE = 8

/** A section in a module: its id, and its content without the id and the length. */
export interface Section {
  readonly id: number
  readonly content: Uint8Array
}

/** Reads an unsigned LEB128 number (5.2.2). Returns its value and the offset after it. */
export function readNumber(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0
  for (let at = from, shift = 0; at < bytes.length; at++, shift += 7) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return { value, end: at + 1 }
  }
  throw new Error('the module ends within a number')
}

/** Writes an unsigned LEB128 number. */
export function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(Math.floor(value / 0x80))]
}

/** Reads a signed 32-bit LEB128 number (5.2.2). Returns its value and the offset after it. */
export function readSigned(bytes: Uint8Array, from: number): { value: number; end: number } {
  const { value, end } = readNumber(bytes, from)
  const bits = 7 * (end - from)
  const isNegative = ((bytes[end - 1] ?? 0) & 0x40) !== 0
  return { value: (isNegative ? value - 2 ** bits : value) | 0, end }
}

/** Writes a signed LEB128 number. */
export function signed(value: number): number[] {
  if (value >= -0x40 && value < 0x40) return [value & 0x7f]
  return [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

/** Writes a name (5.2.4). */
export const name = (text: string): number[] => [...number(text.length), ...Buffer.from(text, 'latin1')]

/**
 * Returns the section with a given id.
 * @throws Error if the module has no such section
 */
export function sectionOf(sections: readonly Section[], id: number): Section {
  const found = sections.find((section) => section.id === id)
  if (!found) throw new Error(`the module has no section ${id}`)
  return found
}

/** Appends an entry to a section that is a vector (5.1.3). */
export function withEntry({ id, content }: Section, entry: readonly number[]): Section {
  const count = readNumber(content, 0)
  return {
    id,
    content: Buffer.concat([
      Uint8Array.from(number(count.value + 1)),
      content.subarray(count.end),
      Uint8Array.from(entry),
    ]),
  }
}

/** Splits a module into its sections. */
export function readSections(module: Uint8Array): Section[] {
  const sections: Section[] = []
  for (let at = PREAMBLE; at < module.length; ) {
    const { value: size, end } = readNumber(module, at + 1)
    sections.push({ id: module[at] ?? 0, content: module.subarray(end, end + size) })
    at = end + size
  }
  return sections
}

/**
 * Joins sections into a module.
 * @param module original module, from which the magic number and the version are copied
 */
export function writeSections(module: Uint8Array, sections: readonly Section[]): Buffer {
  return Buffer.concat([
    module.subarray(0, PREAMBLE),
    ...sections.flatMap(({ id, content }) => [Uint8Array.of(id, ...number(content.length)), content]),
  ])
}
