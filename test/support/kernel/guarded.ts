import binaryen from 'assemblyscript/binaryen'
import { vi } from 'vitest'
import { JXL_ENCODER_START, SIDE_START, VP8_ENCODER_START } from '../../../src/engine/constants/kernel.ts'
import { start as startJxlEncoder } from '../../../src/engine/wasm/generated/jxl-encoder.ts'
import { type KernelExports, start as startKernel } from '../../../src/engine/wasm/generated/kernel.ts'
import { start as startSide } from '../../../src/engine/wasm/generated/side.ts'
import { start as startVp8Encoder } from '../../../src/engine/wasm/generated/vp8-encoder.ts'
import { roundUp } from '../../../src/engine/wasm/heap.ts'
import { Module } from './compile.ts'
import { JXL_ENCODER_FILE, KERNEL_FILE, SIDE_FILE, VP8_ENCODER_FILE } from './kernel.ts'

// Alignment of a block, as in `kernel/heap.ts`.
const ALIGNMENT = 16
const GUARD = 64
const LENGTH = 16

/** Start address for the kernel's static data: AssemblyScript's default. */
const KERNEL_STATIC = 1024

/** WebAssembly features that Binaryen may use: at most those of the kernel's compiler flags. */
const { SIMD128, BulkMemory, BulkMemoryOpt, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features
const FEATURES = SIMD128 | BulkMemory | BulkMemoryOpt | SignExt | NontrappingFPToInt | MutableGlobals

const { Instance } = WebAssembly

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/**
 * Instruments every memory access in a module. Throws if an access cannot be instrumented, such as
 * a single-lane load.
 */
function instrumented(built: Uint8Array): WebAssembly.Module {
  const module = binaryen.readBinary(built)
  module.setFeatures(FEATURES)
  module.runPasses(['llvm-memory-copy-fill-lowering', 'instrument-memory'])
  const text = module.emitText()
  const accesses = count(text, /\((?:[if](?:32|64)|v128)\.(?:load|store)/g)
  if (accesses !== count(text, /\(call \$(?:load|store)_ptr/g) || /\(memory\.(?:copy|fill|init)/.test(text))
    throw new Error('the kernel has memory accesses that are not instrumented')
  return new Module(module.emitBinary())
}

/**
 * Numbers that say who owns a byte in memory: a block, the heap itself, or a module's static data.
 * 0 is a byte without an owner.
 */
const [BLOCK, HEAP, KERNEL, SIDE, VP8_ENCODER, JXL_ENCODER] = [1, 2, 3, 4, 5, 6]

interface StaticData {
  readonly owner: number
  readonly start: number
  readonly end: number
}

/** A compiled module, with the position of its static data. */
interface Build extends StaticData {
  readonly module: WebAssembly.Module
}

interface Builds {
  readonly kernel: Build
  readonly side: Build
  readonly vp8Encoder: Build
  readonly jxlEncoder: Build
  /** Address of the first block. */
  readonly first: number
}

let builds: Builds | undefined

function guardedBuilds(): Builds {
  if (builds) return builds
  const memory = new WebAssembly.Memory({ initial: 2 })
  const kernel = startKernel({ env: { memory } }, new Module(KERNEL_FILE))
  const imports = { env: { memory, alloc: kernel.alloc } }
  const side = startSide(imports, new Module(SIDE_FILE))
  const vp8Encoder = startVp8Encoder(imports, new Module(VP8_ENCODER_FILE))
  const jxlEncoder = startJxlEncoder(imports, new Module(JXL_ENCODER_FILE))
  builds = {
    kernel: {
      module: instrumented(KERNEL_FILE),
      owner: KERNEL,
      start: KERNEL_STATIC,
      end: kernel.staticEnd.value,
    },
    side: {
      module: instrumented(SIDE_FILE),
      owner: SIDE,
      start: SIDE_START,
      end: side.staticEnd.value,
    },
    vp8Encoder: {
      module: instrumented(VP8_ENCODER_FILE),
      owner: VP8_ENCODER,
      start: VP8_ENCODER_START,
      end: vp8Encoder.staticEnd.value,
    },
    jxlEncoder: {
      module: instrumented(JXL_ENCODER_FILE),
      owner: JXL_ENCODER,
      start: JXL_ENCODER_START,
      end: jxlEncoder.staticEnd.value,
    },
    first: kernel.alloc(0),
  }
  return builds
}

function ledger(first: number) {
  let owners = new Uint8Array(first)
  let next = first
  let most = first
  let released = Number.POSITIVE_INFINITY
  return {
    place: ({ owner, start, end }: StaticData) => owners.fill(owner, start, end),
    nextLength: () => next - LENGTH,
    /** Returns the maximum size in bytes of all blocks. */
    maxBytes: () => most - first,
    /**
     * Returns `true` if an access lies within one block or the module's own static data. Checking
     * both ends is enough, because no access is wider than the gap between blocks.
     */
    holds(address: number, bytes: number, by: number): boolean {
      if (address >= released) return address + bytes <= next
      const owner = owners[address]
      return (owner === BLOCK || owner === by) && owners[address + bytes - 1] === owner
    },
    /**
     * Runs work that may write all bytes from a checkpoint on. Afterwards, these bytes belong to
     * nobody, also if the work allocated a block of them.
     */
    release<Result>(checkpoint: number, work: () => Result): Result {
      released = checkpoint - LENGTH
      const result = work()
      owners.fill(0, released, next)
      released = Number.POSITIVE_INFINITY
      next = checkpoint
      return result
    },
    isFree: (address: number) => !owners[address] && address >= KERNEL_STATIC,
    open(bytes: number): void {
      const end = next + bytes
      if (end > owners.length) {
        const grown = new Uint8Array(Math.max(end, 2 * owners.length))
        grown.set(owners)
        owners = grown
      }
      owners.fill(HEAP, next - LENGTH, next - LENGTH + 4)
      owners.fill(BLOCK, next, end)
      next = roundUp(end + GUARD, ALIGNMENT)
      most = Math.max(most, next)
    },
  }
}

type Alloc = Pick<KernelExports, 'alloc'>

/**
 * Load and store counts: in all modules (`accesses`), and outside `kernel.wasm` (`side`). `heap` is
 * one kernel's maximum heap size in bytes.
 */
interface Counts {
  readonly accesses: number
  readonly side: number
  readonly heap: number
}

/** Guard for one memory. It checks the accesses by all modules that share this memory. */
interface Guard {
  readonly memory: WebAssembly.Memory
  start(build: Build, imports: Partial<Alloc>): WebAssembly.Instance
  counts(): Counts
  violation(): Error | undefined
}

function guard(first: number, shared: WebAssembly.Memory): Guard {
  const memory = ledger(first)
  const counts = { accesses: 0, side: 0 }
  let opening = -1
  let violation: Error | undefined

  function fail(what: string, address: number): Error {
    violation ??= new Error(`${what} at ${address}, outside of the blocks`)
    return violation
  }

  const same = <Value>(_id: number, value: Value) => value

  function start({ module, ...statics }: Build, imports: Partial<Alloc>): WebAssembly.Instance {
    const isSide = statics.owner !== KERNEL

    function check(what: string, bytes: number, offset: number, pointer: number): number {
      const address = (pointer >>> 0) + offset
      counts.accesses++
      if (isSide) counts.side++
      if (!memory.holds(address, bytes, statics.owner)) throw fail(`${what} of ${bytes} bytes`, address)
      return pointer
    }

    memory.place(statics)
    const instance = new Instance(module, {
      env: {
        ...imports,
        memory: shared,
        memory_grow_pre: same,
        memory_grow_post: same,
        load_ptr: (_id: number, ...access: [number, number, number]) => check('load', ...access),
        load_val_i32: same,
        load_val_i64: same,
        load_val_f32: same,
        load_val_f64: same,
        store_ptr(id: number, bytes: number, offset: number, pointer: number) {
          if (isSide || (pointer >>> 0) + offset !== memory.nextLength())
            return check('store', bytes, offset, pointer)
          opening = id
          return pointer
        },
        // Stores the length that the kernel's `alloc` writes before a block.
        store_val_i32(id: number, value: number) {
          if (id === opening && !isSide) memory.open(value >>> 0)
          opening = -1
          return value
        },
        store_val_i64: same,
        store_val_f32: same,
        store_val_f64: same,
      },
    })
    return isSide ? instance : releasing(instance)
  }

  function releasing({ exports }: WebAssembly.Instance): WebAssembly.Instance {
    const { heapRestore, heapKeep } = exports
    if (typeof heapRestore !== 'function' || typeof heapKeep !== 'function') return { exports }
    const released = {
      heapRestore: (checkpoint: number) => memory.release(checkpoint, () => heapRestore(checkpoint)),
      heapKeep(checkpoint: number, from: number, bytes: number, size: number): number {
        const address: number = memory.release(checkpoint, () => heapKeep(checkpoint, from, bytes, size))
        memory.open(size)
        return address
      },
    }
    return { exports: { ...exports, ...released } }
  }

  function strayWrite(): Error | undefined {
    const bytes = new Uint8Array(shared.buffer)
    // Most bytes are zero. Skipping zeros word by word takes a quarter of the time.
    const words = new Uint32Array(shared.buffer)
    // A loop is used because `findIndex` would call a function for each element, which takes ten
    // times as long for millions of elements.
    for (let word = 0; word < words.length; word++) {
      if (words[word] === 0) continue
      for (let at = 4 * word; at < 4 * word + 4; at++)
        if (bytes[at] !== 0 && memory.isFree(at)) return fail('a byte', at)
    }
    return undefined
  }
  return {
    memory: shared,
    start,
    counts: () => ({ ...counts, heap: memory.maxBytes() }),
    violation: () => violation ?? strayWrite(),
  }
}

function breachOf(guards: readonly Guard[]): Error | undefined {
  return guards.map(({ violation }) => violation()).find((error) => error !== undefined)
}

const hasExport = (module: WebAssembly.Module, wanted: string) =>
  WebAssembly.Module.exports(module).some(({ name }) => name === wanted)

/** Returns a module's guarded build, which works in a kernel's memory. */
function sideBuild(module: WebAssembly.Module, sides: Omit<Builds, 'kernel' | 'first'>): Build | undefined {
  if (hasExport(module, 'markAdd')) return sides.side
  if (hasExport(module, 'vp8EncodeOpen')) return sides.vp8Encoder
  return hasExport(module, 'jxlLosslessOpen') ? sides.jxlEncoder : undefined
}

/** Imports that a module takes from a kernel's environment. */
type Imports = Record<string, Alloc & { memory: WebAssembly.Memory } & WebAssembly.ModuleImports>

/**
 * Runs work with all new kernels guarded, and `side.wasm`, `vp8-encoder.wasm` and `jxl-
 * encoder.wasm` in their memories. Only one such call may run at a time.
 * @returns the result, the number of loads and stores, and the size of the largest heap
 * @throws Error names the first access outside all blocks, even if the work caught it
 * @example await guarded(() => decode(file))
 */
export async function guarded<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ result: Result } & Counts> {
  const { kernel, first, ...sides } = guardedBuilds()
  const guards: Guard[] = []
  const Guarded = new Proxy(Instance, {
    construct(target, [module, imports]: [WebAssembly.Module, Imports]) {
      const { memory, alloc } = imports['env'] ?? {}
      if (memory && hasExport(module, 'alloc')) {
        const made = guard(first, memory)
        guards.push(made)
        return made.start(kernel, {})
      }
      const build = sideBuild(module, sides)
      const found = build && guards.findLast((one) => one.memory === memory)
      if (found && alloc) return found.start(build, { alloc })
      return new target(module, imports)
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Guarded } }))
  try {
    const result = await work()
    const breach = breachOf(guards)
    if (breach) throw breach
    const all = guards.map(({ counts }) => counts())
    return {
      result,
      accesses: all.reduce((sum, { accesses }) => sum + accesses, 0),
      side: all.reduce((sum, { side }) => sum + side, 0),
      heap: Math.max(0, ...all.map(({ heap }) => heap)),
    }
  } catch (error) {
    throw breachOf(guards) ?? error
  } finally {
    vi.unstubAllGlobals()
  }
}
