import binaryen from 'assemblyscript/binaryen'
import { vi } from 'vitest'
import { roundUp } from '../../src/wasm/heap.ts'
import { Module } from './compile.ts'
import { KERNEL_FILE } from './kernel.ts'

// As in `src/kernel/heap.ts`.
const ALIGNMENT = 16
const GUARD = 64
const LENGTH = 16

/** AssemblyScript's default start of static data. */
const STATIC = 1024

/** Binaryen may use no more than the compiler flags of the kernel. */
const { SIMD128, BulkMemory, BulkMemoryOpt, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features
const FEATURES = SIMD128 | BulkMemory | BulkMemoryOpt | SignExt | NontrappingFPToInt | MutableGlobals

const { Instance } = WebAssembly

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** Throws if an access would not call out, like loads of single lanes. */
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

/** Owners of a byte: a block or static data, and the heap itself; 0 is nobody. */
const [BLOCK, HEAP] = [1, 2]

interface Build {
  readonly module: WebAssembly.Module
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

function ledger(first: number) {
  let owners = new Uint8Array(first)
  owners.fill(BLOCK, STATIC, first - GUARD)
  let next = first
  return {
    nextLength: () => next - LENGTH,
    /** Comparing both ends is enough: no access is wider than the gap between blocks. */
    holds: (address: number, bytes: number) =>
      owners[address] === BLOCK && owners[address + bytes - 1] === BLOCK,
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
  accesses(): number
  violation(): Error | undefined
}

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
      // The length that `alloc` writes before a block.
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

  function strayWrite(): Error | undefined {
    const bytes = new Uint8Array((instance.exports['memory'] as WebAssembly.Memory).buffer)
    // Not `findIndex`: a callback for each of millions of bytes takes ten times as long.
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

function isKernel(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(module).some(({ name }) => name === 'alloc')
}

/**
 * Runs work with all new kernels guarded. Only one such call may run at a time.
 * @returns the result, and the number of loads and stores
 * @throws Error that names the first access outside of all blocks, even if the work caught it
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
