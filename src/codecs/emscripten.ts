import { type ErrorCode, Failure } from '../errors.ts'
import { guarded } from './border.ts'

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

/** A codec and the one instance that it runs in; they go with the last reference to them. */
export interface Opened<Codec> {
  /**
   * Calls the codec. What it throws becomes a `Failure` of the given code, or over-budget where it wanted more memory
   * than it may have.
   * @param code corrupt for a decoder, internal for an encoder
   */
  call<Result>(code: ErrorCode, use: (codec: Codec) => Result): Result
  /** What the codec has printed so far, to either stream. */
  readonly lines: readonly string[]
}

/** A hostile image can make a codec print without end. */
const MAX_LINES = 16
const PAGE = 65_536

/**
 * Starts a codec in an instance that serves one image and is dropped: a memory only grows, and what a hostile image
 * did to it must not meet the next one. jSquash's own functions keep one instance for ever.
 * @param limit bytes that the instance's memory may grow to, from `heap`
 */
export async function open<Codec>(
  factory: Factory<Codec>,
  wasm: WebAssembly.Module,
  limit: number,
): Promise<Opened<Codec>> {
  const lines: string[] = []
  function print(line: string): void {
    if (lines.length < MAX_LINES) lines.push(line)
  }
  let exhausted = () => false
  const codec = await factory({
    noInitialRun: true,
    // Keeps the glue from resolving a file name against `import.meta.url`, which a bundled Worker does not have.
    locateFile: (name) => name,
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(wasm, imports)
      const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)
      if (memory) exhausted = confine(memory, limit)
      receive(instance)
      return instance.exports
    },
    print,
    printErr: print,
  })
  function call<Result>(code: ErrorCode, use: (codec: Codec) => Result): Result {
    try {
      const result = guarded(code, lines, () => use(codec))
      if (!exhausted()) return result
    } catch (error) {
      if (!exhausted()) throw error
    }
    throw new Failure('over-budget', 'the image takes more memory than others of its kind')
  }
  return { call, lines }
}

/**
 * Keeps a memory from growing beyond a limit: the glue takes an error of `grow` for a lack of memory.
 * @returns whether the last wish for memory was refused; after a refusal the glue tries again with less to spare
 */
function confine(memory: WebAssembly.Memory, limit: number): () => boolean {
  let refused = false
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    refused = memory.buffer.byteLength + pages * PAGE > limit
    if (refused) throw new RangeError('the memory of the instance is confined')
    return grow(pages)
  }
  return () => refused
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
