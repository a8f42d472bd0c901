import { number, readNumber, readSigned, type Section, signed, withEntry } from './sections.ts'

/**
 * Kind of a segment that is copied to memory 0 at instantiation, and the opcodes for its address
 * (WebAssembly core specification 2.0, 5.5.14, 5.4).
 */
const ACTIVE = 0
const [I32_CONST, END] = [0x41, 0x0b]

/**
 * Returns a module's initial memory content: its first bytes after the data segments are copied.
 */
export function activeData({ content }: Section, length: number): Buffer {
  const image = Buffer.alloc(length)
  let { value: left, end: at } = readNumber(content, 0)
  for (; left > 0; left--) {
    if (content[at] !== ACTIVE || content[at + 1] !== I32_CONST)
      throw new Error('expected data that lie at constant addresses')
    const address = readSigned(content, at + 2)
    const size = readNumber(content, address.end + 1)
    at = size.end + size.value
    if (address.value + size.value > length) throw new Error('there are data beyond the stack')
    image.set(content.subarray(size.end, at), address.value)
  }
  return image
}

/**
 * Adds a data segment that sets a word in the memory. It is the last segment, so that it overwrites
 * the word. The existing segments are not edited, because a word that is 0 can lie outside all
 * segments.
 */
export function withWord(section: Section, address: number, value: number): Section {
  const word = Buffer.alloc(4)
  word.writeUInt32LE(value)
  return withEntry(section, [ACTIVE, I32_CONST, ...signed(address), END, ...number(word.length), ...word])
}
