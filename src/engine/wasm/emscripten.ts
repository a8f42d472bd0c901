import { type ErrorCode, Failure } from '../../errors.ts'
import { largeMemory, type Seat, takeFor } from '../../memory/index.ts'
import { growTo, inPages, WASM_PAGE } from '../../wasm-memory/page.ts'
import { guardedImports, type ValueImports } from './embind.ts'
import { callForeign } from './foreign.ts'
import { type Kernel, seatOf } from './kernel.ts'
import { moduleOf, type WasmSource } from './module.ts'
import { keepStarted, type Started, startedIn, takeStarted } from './reuse.ts'

interface Settings {
  readonly noInitialRun: true
  locateFile(name: string): string
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports
  print(line: string): void
  printErr(line: string): void
}

/** Default export in a codec's Emscripten glue. Each call makes an instance. */
export type Factory<Codec> = (settings: Settings) => Promise<Codec>

/** A codec's glue and its module, which imports its memory (see `tools/codecs`). */
export interface CodecModule<Codec> {
  readonly factory: Factory<Codec>
  readonly wasm: WasmSource
  /**
   * Memory in bytes that the module needs to start. A module without it starts in the large memory
   * alone.
   */
  readonly initial?: number
  /** Imports that reach JavaScript. `undefined` if the module has none. */
  readonly values?: ValueImports
}

type Use<Codec, Result> = (codec: Codec, lines: readonly string[]) => Result

/**
 * Maximum number of printed lines that are kept. A hostile image can make a codec print without
 * end.
 */
const MAX_LINES = 16

/** A codec instance, and the lines that it prints. */
interface Printing<Codec> {
  readonly codec: Codec
  readonly lines: string[]
}

/** Starts a new instance. jSquash's functions would keep one instance for all images. */
async function start<Codec>(
  { factory, wasm, initial = 0, values }: CodecModule<Codec>,
  memory: WebAssembly.Memory,
): Promise<Printing<Codec>> {
  growTo(memory, initial)
  const lines: string[] = []
  function print(line: string): void {
    if (lines.length < MAX_LINES) lines.push(line)
  }
  const codec = await factory({
    noInitialRun: true,
    // Keeps the glue from resolving a file name against `import.meta.url`, which a bundled Worker
    // does not have.
    locateFile: (name) => name,
    instantiateWasm(imports, receive) {
      const own = values ? guardedImports(imports, memory, values) : imports
      const instance = new WebAssembly.Instance(moduleOf(wasm), { ...own, env: { memory } })
      receive(instance)
      return instance.exports
    },
    print,
    printErr: print,
  })
  return { codec, lines }
}

/**
 * Calls a codec in its turn at the large memory, or in the partner of a kernel's memory. The memory
 * is wiped afterwards, so that no image affects the next. An instance that has thrown is not called
 * again, because its stack cannot be unwound. The call itself is synchronous, so that one memory
 * serves all codecs in an isolate.
 * @param limit maximum bytes to which the memory may grow, from `codecMemory`
 * @param code code for the `Failure` that replaces any exception: corrupt for a decoder, internal
 *   for an encoder
 * @param kernel kernel for which the codec works, if any
 * @returns the result of `use`, which must not be a view of the memory
 * @throws Failure also over-budget, if the codec asks for memory beyond the limit
 */
export async function withCodec<Codec, Result>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: Use<Codec, Result>,
  kernel?: Kernel,
): Promise<Result> {
  const seat = await takeFor(kernel && seatOf(kernel), limit)
  try {
    return await callIn(seat, module, { limit, code, use })
  } finally {
    seat.free()
  }
}

/** Reuses the instance that a codec has in a wiped memory, or starts one. */
export async function openCodec<Codec>(
  module: CodecModule<Codec>,
  memory: WebAssembly.Memory,
): Promise<Started<Printing<Codec>>> {
  const started =
    takeStarted<Printing<Codec>>(memory, module) ?? startedIn(memory, await start(module, memory))
  started.instance.lines.length = 0
  return started
}

interface CodecCall<Codec, Result> {
  readonly limit: number
  readonly code: ErrorCode
  readonly use: Use<Codec, Result>
}

/**
 * Calls a codec in a memory. It waits for nothing but settled promises, so no other context runs in
 * between.
 */
async function callIn<Codec, Result>(
  { memory }: Seat,
  module: CodecModule<Codec>,
  { limit, code, use }: CodecCall<Codec, Result>,
): Promise<Result> {
  const { growth, restore } = limitGrowth(memory, limit)
  try {
    const started = await openCodec(module, memory)
    const { codec, lines } = started.instance
    const result = callForeign(code, lines, () => use(codec, lines))
    keepStarted(memory, module, started)
    if (!growth.refused) return result
  } catch (error) {
    if (!growth.refused) throw error
  } finally {
    restore()
  }
  throw exceeded(limit)
}

/** Returns the failure for a codec that asks for memory beyond its limit. */
export const exceeded = (limit: number) =>
  new Failure(
    'over-budget',
    `the image takes more than the ${Math.ceil(limit / 1e6)} MB planned for one of its size: save it again, or in another format`,
  )

/** Makes a memory's `grow` throw beyond a limit. The glue treats the error as a lack of memory. */
export function limitGrowth(memory: WebAssembly.Memory, limit: number) {
  // State from the last `grow` call only, because after a refusal the glue asks again for a little
  // less.
  const growth = { refused: false }
  const grow = WebAssembly.Memory.prototype.grow.bind(memory)
  memory.grow = (pages) => {
    growth.refused = memory.buffer.byteLength + pages * WASM_PAGE > limit
    if (growth.refused) throw new RangeError('the memory would exceed its limit')
    return grow(pages)
  }
  return {
    growth,
    restore() {
      memory.grow = grow
    },
  }
}

/** The large memory's size in bytes before it grows. */
const INITIAL_MEMORY = largeMemory(1)
/**
 * Minimum factor by which Emscripten grows a memory. Emscripten first grows a memory by a fifth. If
 * that is refused, it tries a tenth and a twentieth.
 */
const MIN_GROWTH = 1.05

/**
 * Returns the memory size that a codec needs for its work, which is also the codec's limit.
 * @param used bytes that the codec allocates up to its peak, in any number of blocks
 * @param last bytes in one more block, allocated after all others
 * @returns size in bytes, a whole number of WebAssembly pages
 */
export function codecMemory(used: number, last = 0): number {
  const needed = used + last
  if (needed <= INITIAL_MEMORY) return INITIAL_MEMORY
  return exactMemory(Math.max(needed, MIN_GROWTH * Math.max(used, INITIAL_MEMORY)))
}

/**
 * Returns the memory size in bytes for a codec whose glue grows the memory by no more than is asked
 * for.
 */
export function exactMemory(used: number): number {
  return Math.max(INITIAL_MEMORY, inPages(used))
}
