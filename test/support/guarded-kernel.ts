import binaryen from 'assemblyscript/binaryen'
import { vi } from 'vitest'
import { roundUp } from '../../src/wasm/heap.ts'
import { Module } from './compile.ts'
import { KERNEL_FILE } from './kernel.ts'

// As `src/kernel/heap.ts` has them.
const ALIGNMENT = 16
const GUARD = 64
/** How far before a block its length stands. */
const LENGTH = 16

/** Where AssemblyScript puts static data, unless it is told another place. */
const STATIC = 1024

/** What the kernel is compiled with; passes write no more than that. */
const { SIMD128, BulkMemory, BulkMemoryOpt, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features
const FEATURES = SIMD128 | BulkMemory | BulkMemoryOpt | SignExt | NontrappingFPToInt | MutableGlobals

const { Instance } = WebAssembly

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/**
 * The built kernel, in which each load and store calls out before it happens; copies and fills become loops of them.
 * @throws Error where some would not call out, as loads of single lanes do not
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

/** A byte of a block or of static data, and one of the heap's own; all others are 0. */
const [BLOCK, HEAP] = [1, 2]

interface Build {
  readonly module: WebAssembly.Module
  /** Address of the first block. */
  readonly first: number
}

let build: Build | undefined

function guardedBuild(): Build {
  if (build) return build
  const memory = new WebAssembly.Memory({ initial: 2 })
  const { alloc } = new Instance(new Module(KERNEL_FILE), { env: { memory } }).exports as unknown as {
    alloc(bytes: number): number
  }
  build = { module: instrumented(KERNEL_FILE), first: alloc(0) }
  return build
}

/** What each byte of a kernel's memory belongs to. */
function ledger(first: number) {
  let owners = new Uint8Array(first)
  owners.fill(BLOCK, STATIC, first - GUARD)
  let next = first
  return {
    /** Where the length of the next block will be written. */
    nextLength: () => next - LENGTH,
    /** Whether an access stays within one block: there is more between two than it is wide. */
    holds: (address: number, bytes: number) =>
      owners[address] === BLOCK && owners[address + bytes - 1] === BLOCK,
    /** Whether a byte belongs to nobody. */
    isFree: (address: number) => !owners[address] && address >= first - GUARD,
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
    },
  }
}

interface Guard {
  readonly instance: WebAssembly.Instance
  /** Loads and stores so far. */
  accesses(): number
  /** What went wrong first, JavaScript's own writes included. */
  violation(): Error | undefined
}

/** An instance that throws at the first access that is not wholly inside a block or in static data. */
function guard({ module, first }: Build, imported: WebAssembly.Memory): Guard {
  const memory = ledger(first)
  let opening = -1
  let accesses = 0
  let violation: Error | undefined

  function fail(what: string, address: number): Error {
    violation ??= new Error(`${what} at ${address}, outside of the blocks`)
    return violation
  }

  function check(what: string, bytes: number, offset: number, pointer: number): number {
    const address = (pointer >>> 0) + offset
    accesses++
    if (!memory.holds(address, bytes)) throw fail(`${what} of ${bytes} bytes`, address)
    return pointer
  }

  const same = <Value>(_id: number, value: Value) => value
  const instance = new Instance(module, {
    env: {
      memory: imported,
      memory_grow_pre: same,
      memory_grow_post: same,
      load_ptr: (_id: number, ...access: [number, number, number]) => check('load', ...access),
      load_val_i32: same,
      load_val_i64: same,
      load_val_f32: same,
      load_val_f64: same,
      store_ptr(id: number, bytes: number, offset: number, pointer: number) {
        if ((pointer >>> 0) + offset !== memory.nextLength()) return check('store', bytes, offset, pointer)
        opening = id
        return pointer
      },
      // What `alloc` writes before a block is its length.
      store_val_i32(id: number, value: number) {
        if (id === opening) memory.open(value >>> 0)
        opening = -1
        return value
      },
      store_val_i64: same,
      store_val_f32: same,
      store_val_f64: same,
    },
  })

  /** Where bytes were changed that belong to nobody: JavaScript writes, too. */
  function strayWrite(): Error | undefined {
    const bytes = new Uint8Array((instance.exports['memory'] as WebAssembly.Memory).buffer)
    // A loop, as there are megabytes: a callback for each byte takes ten times as long.
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] !== 0 && memory.isFree(at)) return fail('a byte', at)
    }
    return undefined
  }
  return { instance, accesses: () => accesses, violation: () => violation ?? strayWrite() }
}

function breachOf(guards: readonly Guard[]): Error | undefined {
  return guards.map(({ violation }) => violation()).find((error) => error !== undefined)
}

/** Whether a module is a kernel, or a part of one. */
function isKernel(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(module).some(({ name }) => name === 'alloc')
}

/**
 * Does some work in kernels under guard: all that are made meanwhile. Only one such work can go on at a time.
 * @returns what it returns, and how many loads and stores there were
 * @throws Error that names the first access outside of all blocks, even where the work has caught it
 * @example await guarded(() => decode(file))
 */
export async function guarded<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ result: Result; accesses: number }> {
  const build = guardedBuild()
  const guards: Guard[] = []
  const Guarded = new Proxy(Instance, {
    construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) {
      if (!isKernel(module)) return new target(module, imports)
      const made = guard(build, imports['env']?.['memory'] as WebAssembly.Memory)
      guards.push(made)
      return made.instance
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Guarded } }))
  try {
    const result = await work()
    const breach = breachOf(guards)
    if (breach) throw breach
    return { result, accesses: guards.reduce((sum, { accesses }) => sum + accesses(), 0) }
  } catch (error) {
    throw breachOf(guards) ?? error
  } finally {
    vi.unstubAllGlobals()
  }
}
