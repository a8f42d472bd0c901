import { type ErrorCode, Failure } from '../errors.ts'
import { guarded } from './border.ts'
import { noteDropped } from './collect.ts'
import { type InstanceKind, keepInstance, repay, takeInstance } from './pool.ts'
import { restore, takeSnapshot } from './wipe.ts'

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

/** The default export of a codec's Emscripten glue. Each call makes an instance with a memory of its own. */
export type Factory<Codec> = (settings: Settings) => Promise<Codec>

/** Calls a codec; it may look into what the codec has printed meanwhile, to either stream. */
type Use<Codec, Result> = (codec: Codec, lines: readonly string[]) => Result

/** A codec and the one instance that it runs in. */
export interface Opened<Codec> {
  readonly memory: WebAssembly.Memory
  /**
   * Calls the codec. What it throws becomes a `Failure` of the given code, or over-budget where it wanted more memory
   * than it may have.
   * @param limit bytes that the instance's memory may grow to, from `heap`
   * @param code corrupt for a decoder, internal for an encoder
   */
  call<Result>(limit: number, code: ErrorCode, use: Use<Codec, Result>): Result
  /**
   * Brings the instance back to its start, so that nothing of one image meets the next.
   * @returns false where a call ended in the middle: its stack cannot be set back
   */
  reset(): boolean
}

/** A hostile image can make a codec print without end. */
const MAX_LINES = 16
const PAGE = 65_536

/** Starts a codec in an instance of its own. jSquash's own functions keep one for ever, with all that images did to it. */
export async function open<Codec>(factory: Factory<Codec>, wasm: WebAssembly.Module): Promise<Opened<Codec>> {
  const lines: string[] = []
  function print(line: string): void {
    if (lines.length < MAX_LINES) lines.push(line)
  }
  let found: WebAssembly.Memory | undefined
  const codec = await factory({
    noInitialRun: true,
    // Keeps the glue from resolving a file name against `import.meta.url`, which a bundled Worker does not have.
    locateFile: (name) => name,
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(wasm, imports)
      found = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)
      receive(instance)
      return instance.exports
    },
    print,
    printErr: print,
  })
  if (!found) throw new Failure('internal', undefined, 'a codec exports no memory')
  const memory = found
  const confined = confine(memory)
  const start = takeSnapshot(memory)
  let isWhole = true

  function call<Result>(limit: number, code: ErrorCode, use: Use<Codec, Result>): Result {
    confined.limit = limit
    isWhole = false
    try {
      const result = guarded(code, lines, () => use(codec, lines))
      isWhole = true
      if (!confined.refused) return result
    } catch (error) {
      if (!confined.refused) throw error
    }
    throw new Failure(
      'over-budget',
      `the image takes more than the ${Math.ceil(limit / 1e6)} MB planned for one of its size: save it again, or in another format`,
    )
  }
  function reset(): boolean {
    if (!isWhole) return false
    restore(memory, start)
    lines.length = 0
    confined.refused = false
    return true
  }
  return { memory, call, reset }
}

/** A codec's module with the glue that starts it. */
export interface CodecModule<Codec> {
  readonly kind: InstanceKind
  readonly factory: Factory<Codec>
  readonly wasm: WebAssembly.Module
}

/**
 * Calls a codec, in an instance that has served other images and is as it was at its start. Once it has started, the
 * call runs to its end without giving way.
 * @param limit bytes that the instance's memory may grow to, from `heap`
 * @param code corrupt for a decoder, internal for an encoder
 * @returns what `use` returns, which must not be a view of the instance's memory
 */
export async function withCodec<Codec, Result>(
  { kind, factory, wasm }: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: Use<Codec, Result>,
): Promise<Result> {
  const opened = takeInstance<Opened<Codec>>({ kind, bytes: limit }) ?? (await open(factory, wasm))
  try {
    return opened.call(limit, code, use)
  } finally {
    if (opened.reset()) keepInstance(kind, opened)
    else noteDropped(opened.memory.buffer.byteLength)
  }
}

/** Keeps a memory from growing beyond a limit: the glue takes an error of `grow` for a lack of memory. */
function confine(memory: WebAssembly.Memory) {
  // `refused`: whether the last wish for memory was; after a refusal the glue tries again with less to spare.
  const confined = { limit: Number.POSITIVE_INFINITY, refused: false }
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    confined.refused = memory.buffer.byteLength + pages * PAGE > confined.limit
    if (confined.refused) throw new RangeError('the memory of the instance is confined')
    repay()
    return grow(pages)
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
export function heap(used: number, last = 0): number {
  const needed = used + last
  if (needed <= INITIAL_HEAP) return INITIAL_HEAP
  const grown = Math.max(needed, LEAST_GROWTH * Math.max(used, INITIAL_HEAP))
  return Math.ceil(grown / PAGE) * PAGE
}
