import { type ErrorCode, Failure } from '../errors.ts'
import { callForeign } from './foreign.ts'
import { keepMemory, takeMemory } from './pool.ts'
import { type Snapshot, takeSnapshot, wipe, writeSnapshot } from './wipe.ts'

/** What is set of an Emscripten module before it starts. */
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

/** The default export of a codec's Emscripten glue. Each call makes an instance. */
export type Factory<Codec> = (settings: Settings) => Promise<Codec>

/** A codec's glue, and its module, which imports its memory (see `tools/codecs`). */
export interface CodecModule<Codec> {
  readonly factory: Factory<Codec>
  readonly wasm: WebAssembly.Module
}

/** Calls a codec; it may look into what the codec has printed meanwhile, to either stream. */
type Use<Codec, Result> = (codec: Codec, lines: readonly string[]) => Result

/** A hostile image can make a codec print without end. */
const MAX_LINES = 16
const PAGE = 65_536

/** A codec that has started, and what its memory held then. */
interface Started {
  readonly codec: unknown
  readonly snapshot: Snapshot
  /** Where it prints its lines. */
  readonly lines: string[]
  /** The memory's as its glue knows it: another one has come if another codec has made the memory grow. */
  readonly buffer: ArrayBuffer
}

/** By memory, the instances in it that can be called again, after it has been brought back to their start. */
const instances = new WeakMap<WebAssembly.Memory, Map<unknown, Started>>()

/** Starts a codec in an instance of its own. jSquash's own functions keep one with all that images did to it. */
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
    // Keeps the glue from resolving a file name against `import.meta.url`, which a bundled Worker does not have.
    locateFile: (name) => name,
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(wasm, { ...imports, env: { memory } })
      receive(instance)
      return instance.exports
    },
    print,
    printErr: print,
  })
  return { codec, snapshot: takeSnapshot(memory), lines }
}

/** The instance of a codec that runs in a memory, as it was at its start; a new one where there is none that can. */
async function reuseOrStart<Codec>(
  module: CodecModule<Codec>,
  memory: WebAssembly.Memory,
  known: Started | undefined,
): Promise<Omit<Started, 'buffer'>> {
  if (known?.buffer !== memory.buffer) return start(module, memory)
  writeSnapshot(memory, known.snapshot)
  known.lines.length = 0
  return known
}

/**
 * Calls a codec in a memory that other codecs have used and that is wiped before and after: it only grows, and what one
 * image did to it must not meet the next. An instance whose call has failed is not called again: its stack cannot be set
 * back. Once the codec has started, the call runs to its end without giving way, so that one memory serves all codecs of
 * an isolate.
 * @param limit bytes that the memory may grow to, from `codecMemory`
 * @param code of the `Failure` that whatever is thrown becomes: corrupt for a decoder, internal for an encoder
 * @returns what `use` returns, which must not be a view of the memory
 * @throws Failure also over-budget, where the codec wanted more memory than it may have
 */
export async function withCodec<Codec, Result>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: Use<Codec, Result>,
): Promise<Result> {
  const memory = takeMemory('large', limit)
  const confined = limitGrowth(memory, limit)
  try {
    const own = instances.get(memory) ?? new Map<unknown, Started>()
    instances.set(memory, own)
    const started = await reuseOrStart(module, memory, own.get(module))
    // It is put back only after a call that has come to its end.
    own.delete(module)
    const result = callForeign(code, started.lines, () => use(started.codec as Codec, started.lines))
    own.set(module, { ...started, buffer: memory.buffer as ArrayBuffer })
    if (!confined.refused) return result
  } catch (error) {
    if (!confined.refused) throw error
  } finally {
    wipe(memory)
    keepMemory('large', memory)
  }
  throw new Failure(
    'over-budget',
    `the image takes more than the ${Math.ceil(limit / 1e6)} MB planned for one of its size: save it again, or in another format`,
  )
}

/** Keeps a memory from growing beyond a limit: the glue takes an error of `grow` for a lack of memory. */
function limitGrowth(memory: WebAssembly.Memory, limit: number): { refused: boolean } {
  // Whether the last wish for memory was refused; after a refusal the glue tries again with less to spare.
  const confined = { refused: false }
  memory.grow = (pages) => {
    confined.refused = memory.buffer.byteLength + pages * PAGE > limit
    if (confined.refused) throw new RangeError('the memory of the instance is confined')
    return WebAssembly.Memory.prototype.grow.call(memory, pages)
  }
  return confined
}

/** What the memory of each codec has at its start, at most: mozjpeg's encoder. */
const INITIAL_HEAP = 16_973_824
/** A heap that must grow grows by a fifth, or by a tenth or twentieth where a fifth is refused. */
const LEAST_GROWTH = 1.05

/**
 * The memory that an Emscripten instance is given for its work: it can do it with so much, and cannot take more.
 * @param used bytes that the codec holds at its peak, asked for in any number of pieces
 * @param last bytes in one more piece, asked for after all others
 * @returns bytes, a whole number of WebAssembly pages
 */
export function codecMemory(used: number, last = 0): number {
  const needed = used + last
  if (needed <= INITIAL_HEAP) return INITIAL_HEAP
  const grown = Math.max(needed, LEAST_GROWTH * Math.max(used, INITIAL_HEAP))
  return Math.ceil(grown / PAGE) * PAGE
}
