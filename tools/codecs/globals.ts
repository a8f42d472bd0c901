import { readNumber, readSigned, type Section, signed } from './sections.ts'

/**
 * Type, mutability and opcode of a global with a constant (WebAssembly core specification 2.0,
 * 5.3.1, 5.3.10, 5.4).
 */
const [I32, MUTABLE, I32_CONST] = [0x7f, 0x01, 0x41]

/**
 * Finds the constant that initializes the first global.
 * @throws Error if the first global is not a mutable i32 with a constant
 */
function constantOf({ content }: Section): { value: number; from: number; end: number } {
  const { end: at } = readNumber(content, 0)
  if (content[at] !== I32 || content[at + 1] !== MUTABLE || content[at + 2] !== I32_CONST)
    throw new Error('expected that the first global is a mutable i32')
  return { ...readSigned(content, at + 3), from: at + 3 }
}

/** Returns the initial value in a module's first global, which is clang's stack pointer. */
export const firstGlobal = (section: Section): number => constantOf(section).value

/** Replaces the first global's initial value. */
export function withFirstGlobal(section: Section, value: number): Section {
  const { content, id } = section
  const { from, end } = constantOf(section)
  return {
    id,
    content: Buffer.concat([
      content.subarray(0, from),
      Uint8Array.from(signed(value)),
      content.subarray(end),
    ]),
  }
}
