import { activeData, withWord } from './data.ts'
import { firstGlobal, withFirstGlobal } from './globals.ts'
import { name, number, readNumber, readSections, SECTION, sectionOf, writeSections } from './sections.ts'

/** A module's stack sizes in bytes. */
export interface Stack {
  /** Stack size with which the module was linked. */
  readonly before: number
  readonly size: number
}

/**
 * Size in bytes of the area below the stack pointer that LLVM's leaf functions use without moving
 * the pointer.
 */
export const RED_ZONE = 128
/**
 * WebAssembly page size in bytes. The constant is not imported from another folder, because the
 * built modules' digest covers only this folder.
 */
const PAGE = 65_536
/** Name by which Binaryen finds the stack pointer, which clang puts into global 0. */
const STACK_POINTER = '__stack_pointer'
/**
 * Id of the subsection that names globals in a name section (WebAssembly's appendix on custom
 * sections, as extended).
 */
const GLOBAL_NAMES = 7
const CUSTOM = 0

function nameSection(): { id: number; content: Uint8Array } {
  const names = [...number(1), ...number(0), ...name(STACK_POINTER)]
  const content = [...name('name'), GLOBAL_NAMES, ...number(names.length), ...names]
  return { id: CUSTOM, content: Uint8Array.from(content) }
}

/**
 * Returns the address of the word that contains the heap start for `sbrk`. Its value is the stack's
 * end, because Emscripten puts the stack between data and heap.
 */
function heapStartIn(image: Buffer, top: number): number {
  const found: number[] = []
  for (let at = 0; at + 4 <= image.length; at += 4) if (image.readUInt32LE(at) === top) found.push(at)
  const [word] = found
  if (word === undefined || found.length > 1)
    throw new Error(`${found.length} words are ${top}, the heap's start`)
  return word
}

/** Raises a memory's minimum size to `pages`, unless it is already larger. */
function withPages(content: Uint8Array, pages: number): Uint8Array {
  const [count = 0, flags = 0] = content
  const initial = readNumber(content, 2)
  return Buffer.concat([
    Uint8Array.of(count, flags, ...number(Math.max(initial.value, pages))),
    content.subarray(initial.end),
  ])
}

/** Changes a module's stack size. This moves the stack's end and the heap's start. */
function resized(
  module: Uint8Array,
  { before, size }: Stack,
): { module: Buffer; base: number; limit: number } {
  const sections = readSections(module)
  const top = firstGlobal(sectionOf(sections, SECTION.global))
  const image = activeData(sectionOf(sections, SECTION.data), top)
  const bottom = top - before
  if (!image.subarray(bottom).equals(Buffer.alloc(before))) throw new Error('there are data in the stack')
  const limit = bottom + RED_ZONE
  const base = limit + size
  const heapStart = heapStartIn(image, top)
  const made = sections.map((section) => {
    if (section.id === SECTION.global) return withFirstGlobal(section, base)
    if (section.id === SECTION.data) return withWord(section, heapStart, base)
    if (section.id === SECTION.memory)
      return { ...section, content: withPages(section.content, Math.ceil(base / PAGE)) }
    if (section.id === SECTION.dataCount)
      return { ...section, content: Uint8Array.from(number(readNumber(section.content, 0).value + 1)) }
    return section
  })
  return { module: writeSections(module, [...made, nameSection()]), base, limit }
}

/**
 * Makes a module trap when its stack overflows, and changes the stack's size. The stack bounds are
 * constants that the module exports as `__stack_base` and `__stack_limit`. Therefore no JavaScript
 * has to set them, and clearing the memory does not change them.
 * @throws Error if the module does not use its memory as Emscripten lays it out
 */
export async function checkStack(module: Uint8Array, stack: Stack): Promise<Uint8Array> {
  const { module: larger, base, limit } = resized(module, stack)
  // Loading Binaryen takes a second.
  const { default: binaryen } = await import('binaryen')
  const parsed = binaryen.readBinary(larger)
  // The pass `stack-check` adds a local variable for each check. Merging these variables saves a
  // third of the gzipped size that the checks add.
  parsed.runPasses(['stack-check', 'coalesce-locals', 'reorder-locals'])
  parsed.removeExport('__set_stack_limits')
  parsed.removeFunction('__set_stack_limits')
  for (const [bound, at] of Object.entries({ __stack_base: base, __stack_limit: limit })) {
    parsed.removeGlobal(bound)
    parsed.addGlobal(bound, binaryen.i32, false, parsed.i32.const(at))
    parsed.addGlobalExport(bound, bound)
  }
  const checked = parsed.emitBinary()
  parsed.dispose()
  return checked
}
