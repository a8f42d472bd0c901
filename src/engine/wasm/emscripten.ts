import { type ErrorCode, Failure } from '../../errors.ts'
import { keepMemory, takeAgain, takeMemory, wipeSession } from '../memory/pool.ts'
import { inPages, WASM_PAGE } from '../memory/wasm-page.ts'
import { type Snapshot, takeSnapshot, wipe, writeSnapshot } from '../memory/wipe.ts'
import { callForeign } from './foreign.ts'
import { moduleOf, type WasmSource } from './module.ts'

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

/** Default export of a codec's Emscripten glue. Each call makes an instance. */
export type Factory<Codec> = (settings: Settings) => Promise<Codec>

/** Glue of a codec and its module, which imports its memory (see `tools/codecs`). */
export interface CodecModule<Codec> {
  readonly factory: Factory<Codec>
  readonly wasm: WasmSource
}

type Use<Codec, Result> = (codec: Codec, lines: readonly string[]) => Result

/**
 * Maximum number of printed lines that are kept. A hostile image can make a codec print without
 * end.
 */
const MAX_LINES = 16

interface Started {
  readonly codec: unknown
  readonly snapshot: Snapshot
  readonly lines: string[]
  /**
   * Buffer of the memory for which the glue has made its views. It is stale if another codec has
   * made the memory grow.
   */
  readonly buffer: ArrayBuffer
}

const instances = new WeakMap<WebAssembly.Memory, Map<unknown, Started>>()

/** Starts a new instance. The functions of jSquash would keep one instance for all images. */
async function start<Codec>(
  { factory, wasm }: CodecModule<Codec>,
  memory: WebAssembly.Memory,
): Promise<Omit<Started, 'buffer'>> {
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
      const instance = new WebAssembly.Instance(moduleOf(wasm), { ...imports, env: { memory } })
      receive(instance)
      return instance.exports
    },
    print,
    printErr: print,
  })
  return { codec, snapshot: takeSnapshot(memory), lines }
}

/**
 * Reuses the instance that a codec has in a memory, or starts one.
 * @param isWiped `true` if the memory is all zeros, `false` if it is as the last call of the same
 *   codec has left it
 */
async function reuseOrStart<Codec>(
  module: CodecModule<Codec>,
  memory: WebAssembly.Memory,
  known: Started | undefined,
  isWiped: boolean,
): Promise<Omit<Started, 'buffer'>> {
  if (known?.buffer !== memory.buffer) return start(module, memory)
  if (isWiped) writeSnapshot(memory, known.snapshot)
  known.lines.length = 0
  return known
}

/**
 * Calls a codec in a pooled memory, which is wiped afterwards, so that no image affects the next.
 * An instance that has thrown is not called again, because its stack cannot be unwound. The call
 * itself is synchronous, so that one memory serves all codecs of an isolate.
 * @param limit maximum bytes to which the memory may grow, from `codecMemory`
 * @param code code of the `Failure` that replaces any exception: corrupt for a decoder, internal
 *   for an encoder
 * @returns result of `use`, which must not be a view of the memory
 * @throws Failure also over-budget, if the codec asks for memory beyond the limit
 */
export const withCodec = <Codec, Result>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: Use<Codec, Result>,
): Promise<Result> => call(module, limit, code, use)

/**
 * Calls of a codec for one image. A call may find data that earlier calls have left in the memory.
 */
export interface CodecSession<Codec> {
  /** Calls the codec, with the same limit and failures as `withCodec`. */
  call<Result>(use: Use<Codec, Result>): Promise<Result>
  /**
   * Wipes all data that the calls have left. If it is not called, the memory is wiped before it
   * serves another image.
   */
  end(): void
}

/**
 * Starts calls of a codec for one image. Between the calls the memory is idle, so that others may
 * take it, but it is not wiped. Wiping 17 MB takes 0.6 ms, and encoding a small picture takes 0.2
 * ms (2026-11-26).
 * @param limit maximum bytes to which the memory may grow in any call
 */
export function codecSession<Codec>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
): CodecSession<Codec> {
  const session = {}
  return { call: (use) => call(module, limit, code, use, session), end: () => wipeSession(session) }
}

async function call<Codec, Result>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: Use<Codec, Result>,
  session?: object,
): Promise<Result> {
  const used = session && takeAgain(session)
  const memory = used ?? takeMemory('large', limit)
  const growth = limitGrowth(memory, limit)
  let isLeft = false
  try {
    const reusable = instances.get(memory) ?? new Map<unknown, Started>()
    instances.set(memory, reusable)
    const started = await reuseOrStart(module, memory, reusable.get(module), used === undefined)
    reusable.delete(module)
    const result = callForeign(code, started.lines, () => use(started.codec as Codec, started.lines))
    reusable.set(module, { ...started, buffer: memory.buffer as ArrayBuffer })
    isLeft = session !== undefined && !growth.refused
    if (!growth.refused) return result
  } catch (error) {
    if (!growth.refused) throw error
  } finally {
    if (!isLeft) wipe(memory)
    keepMemory('large', memory, isLeft ? session : undefined)
  }
  // Earlier calls of the session have left too much data in the memory. The call is therefore
  // repeated in a wiped memory.
  if (used) return call(module, limit, code, use, session)
  throw new Failure(
    'over-budget',
    `the image takes more than the ${Math.ceil(limit / 1e6)} MB planned for one of its size: save it again, or in another format`,
  )
}

/** Makes `grow` of a memory throw beyond a limit. The glue treats the error as a lack of memory. */
function limitGrowth(memory: WebAssembly.Memory, limit: number): { refused: boolean } {
  // State of the last call of `grow` only, because after a refusal the glue asks again for a little
  // less.
  const growth = { refused: false }
  memory.grow = (pages) => {
    growth.refused = memory.buffer.byteLength + pages * WASM_PAGE > limit
    if (growth.refused) throw new RangeError('the memory would exceed its limit')
    return WebAssembly.Memory.prototype.grow.call(memory, pages)
  }
  return growth
}

/** Largest initial memory of all codecs, in bytes: that of the AV1 decoder from ogv. */
const INITIAL_MEMORY = 17_235_968
/**
 * Minimum factor by which Emscripten grows a memory. Emscripten first grows a memory by a fifth. If
 * that is refused, it tries a tenth and a twentieth.
 */
const MIN_GROWTH = 1.05

/**
 * Returns the size of the memory that a codec needs for its work, which is also the codec's limit.
 * @param used bytes that the codec allocates up to its peak, in any number of blocks
 * @param last bytes of one more block, allocated after all others
 * @returns size in bytes, a whole number of WebAssembly pages
 */
export function codecMemory(used: number, last = 0): number {
  const needed = used + last
  if (needed <= INITIAL_MEMORY) return INITIAL_MEMORY
  return exactMemory(Math.max(needed, MIN_GROWTH * Math.max(used, INITIAL_MEMORY)))
}

/**
 * Returns the size in bytes of the memory of a codec whose glue grows the memory by no more than is
 * asked for.
 */
export function exactMemory(used: number): number {
  return Math.max(INITIAL_MEMORY, inPages(used))
}
