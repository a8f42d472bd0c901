import {
  name,
  number,
  readNumber,
  readSections,
  SECTION,
  sectionOf,
  withEntry,
  writeSections,
} from './sections.ts'

/** Value type, kinds and opcodes (WebAssembly core specification 2.0, 5.3.1, 5.5.5, 5.4). */
const I32 = 0x7f
const [GLOBAL_IMPORT, GLOBAL_EXPORT, MUTABLE] = [0x03, 0x03, 0x01]
const [UNREACHABLE, LOOP, IF, END, VOID] = [0x00, 0x03, 0x04, 0x0b, 0x40]
const [GLOBAL_GET, GLOBAL_SET, I32_CONST, I32_EQZ, I32_SUB] = [0x23, 0x24, 0x41, 0x45, 0x6b]

/** Number of LEB128 immediates that follow an opcode. Opcodes that are not listed have none. */
const IMMEDIATES: ReadonlyMap<number, number> = new Map([
  ...[0x02, LOOP, IF, 0x0c, 0x0d, 0x10, 0x25, 0x26, 0x3f, 0x40, I32_CONST, 0x42, 0xd0, 0xd2].map(one),
  ...Array.from({ length: 5 }, (_, at) => one(0x20 + at)),
  ...Array.from({ length: 0x3e - 0x27 }, (_, at) => two(0x28 + at)),
  two(0x11),
])
/** Size in bytes of a floating-point constant's immediate, by opcode. */
const CONSTANTS: ReadonlyMap<number, number> = new Map([
  [0x43, 4],
  [0x44, 8],
])
/**
 * Number of LEB128 immediates after the second opcode behind the prefix 0xfc (saturating
 * truncation, bulk memory).
 */
const PREFIXED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1]
const [BRANCH_TABLE, SELECT, PREFIX] = [0x0e, 0x1c, 0xfc]
const KNOWN = (opcode: number) =>
  opcode <= 0x05 ||
  (opcode >= END && opcode <= 0x11) ||
  (opcode >= 0x1a && opcode <= 0xd2) ||
  opcode === PREFIX

function one(opcode: number): [number, number] {
  return [opcode, 1]
}

function two(opcode: number): [number, number] {
  return [opcode, 2]
}

function skipNumbers(code: Uint8Array, from: number, count: number): number {
  let at = from
  for (let left = count; left > 0; left--) at = readNumber(code, at).end
  return at
}

function skipInstruction(code: Uint8Array, from: number): number {
  const opcode = code[from] ?? 0
  if (!KNOWN(opcode)) throw new Error(`opcode ${opcode.toString(16)} is not known`)
  if (opcode === BRANCH_TABLE || opcode === SELECT) {
    const { value, end } = readNumber(code, from + 1)
    return skipNumbers(code, end, opcode === SELECT ? value : value + 1)
  }
  if (opcode === PREFIX) {
    const { value, end } = readNumber(code, from + 1)
    const count = PREFIXED[value]
    if (count === undefined) throw new Error(`opcode fc ${value} is not known`)
    return skipNumbers(code, end, count)
  }
  return skipNumbers(code, from + 1, IMMEDIATES.get(opcode) ?? 0) + (CONSTANTS.get(opcode) ?? 0)
}

function skipLocals(code: Uint8Array, from: number): number {
  const { value, end } = readNumber(code, from)
  let at = end
  for (let left = value; left > 0; left--) at = readNumber(code, at).end + 1
  return at
}

/** Returns a function's body with the code `counting` inserted at each loop's start. */
function countIn(body: Uint8Array, counting: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  let copied = 0
  for (let at = skipLocals(body, 0); at < body.length; ) {
    const isLoop = body[at] === LOOP
    at = skipInstruction(body, at)
    if (!isLoop) continue
    pieces.push(body.subarray(copied, at), counting)
    copied = at
  }
  return Buffer.concat([...pieces, body.subarray(copied)])
}

function countGlobals(sections: ReturnType<typeof readSections>): number {
  const imports = sections.find(({ id }) => id === SECTION.import)
  if (imports && hasGlobal(imports.content)) throw new Error('a module that imports globals is not supported')
  return readNumber(sectionOf(sections, SECTION.global).content, 0).value
}

/**
 * Returns `true` if an import section contains globals.
 * @throws Error if the section imports anything except functions and globals
 */
function hasGlobal(content: Uint8Array): boolean {
  let { value: left, end: at } = readNumber(content, 0)
  for (; left > 0; left--) {
    for (const _ of ['module', 'name']) {
      const { value, end } = readNumber(content, at)
      at = end + value
    }
    if (content[at] === GLOBAL_IMPORT) return true
    if (content[at] !== 0) throw new Error('a module that imports more than functions is not supported')
    at = readNumber(content, at + 1).end
  }
  return false
}

/**
 * Makes a module count its loop iterations. Each iteration decrements the exported global `rounds`,
 * and the module traps when `rounds` is 0. Thus the caller limits the module's work for any input.
 * A time limit is not possible because a Worker's clock stands still while the Worker computes.
 * @throws Error if the module has SIMD, thread or exception instructions, or imports anything
 *   except functions
 * @example countLoops(readFileSync('harfbuzz.wasm'))
 */
export function countLoops(module: Uint8Array): Buffer {
  const sections = readSections(module)
  const global = number(countGlobals(sections))
  const counting = Uint8Array.of(
    ...[GLOBAL_GET, ...global, I32_EQZ, IF, VOID, UNREACHABLE, END],
    ...[GLOBAL_GET, ...global, I32_CONST, 1, I32_SUB, GLOBAL_SET, ...global],
  )
  function rewritten(content: Uint8Array): Uint8Array {
    const count = readNumber(content, 0)
    const bodies: Uint8Array[] = [content.subarray(0, count.end)]
    for (let at = count.end; at < content.length; ) {
      const { value, end } = readNumber(content, at)
      const body = countIn(content.subarray(end, end + value), counting)
      bodies.push(Uint8Array.from(number(body.length)), body)
      at = end + value
    }
    return Buffer.concat(bodies)
  }
  return writeSections(
    module,
    sections.map((section) => {
      if (section.id === SECTION.code) return { ...section, content: rewritten(section.content) }
      if (section.id === SECTION.global) return withEntry(section, [I32, MUTABLE, I32_CONST, 0x7f, END])
      if (section.id === SECTION.export)
        return withEntry(section, [...name('rounds'), GLOBAL_EXPORT, ...global])
      return section
    }),
  )
}
