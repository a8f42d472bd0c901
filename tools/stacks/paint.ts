/** A painted stack of one instance. */
interface Painted {
  readonly base: number
  readonly limit: number
}

/** No zeros: a function that clears its frame has used it. */
const PAINT = 0xa5

/** Deepest use of each module in bytes, by the address of its stack, which is another for each module. */
const deepest = new Map<number, number>()
/** Stacks in use: a memory serves one instance at a time, and several in turn. */
const current = new Map<WebAssembly.Memory, Painted>()
const bySnapshot = new WeakMap<object, Painted>()

function memoryOf({ exports }: WebAssembly.Instance, imports: WebAssembly.Imports): WebAssembly.Memory {
  const candidates = [imports['env']?.['memory'], ...Object.values(exports)]
  const found = candidates.find((one) => one instanceof WebAssembly.Memory)
  if (!found) throw new Error('the module has no memory')
  return found
}

/** Paints the stack of a new instance, if it has bounds. */
function paint(instance: WebAssembly.Instance, imports: WebAssembly.Imports): void {
  const { __stack_base: top, __stack_limit: bottom } = instance.exports
  if (!(top instanceof WebAssembly.Global && bottom instanceof WebAssembly.Global)) return
  const painted = { base: Number(top.value), limit: Number(bottom.value) }
  const memory = memoryOf(instance, imports)
  new Uint8Array(memory.buffer).fill(PAINT, painted.limit, painted.base)
  current.set(memory, painted)
}

function measure(memory: WebAssembly.Memory, { base, limit }: Painted): void {
  const bytes = new Uint8Array(memory.buffer, limit, base - limit)
  const used = bytes.findIndex((byte) => byte !== PAINT)
  const depth = used < 0 ? 0 : bytes.length - used
  deepest.set(base, Math.max(deepest.get(base) ?? 0, depth))
}

/** Measures what an instance has used, before its memory is wiped. */
export function beforeWipe(memory: WebAssembly.Memory): void {
  const painted = current.get(memory)
  if (painted) measure(memory, painted)
  current.delete(memory)
}

/** Remembers that a snapshot has the paint of the instance that has just started. */
export function afterSnapshot(memory: WebAssembly.Memory, snapshot: object): void {
  const painted = current.get(memory)
  if (painted) bySnapshot.set(snapshot, painted)
}

/** Continues with the instance of a snapshot, which has been written. */
export function afterRestore(memory: WebAssembly.Memory, snapshot: object): void {
  const painted = bySnapshot.get(snapshot)
  if (painted) current.set(memory, painted)
}

/** Measures instances that are dropped without a wipe, as those that have trapped. */
export function measureAll(): void {
  for (const [memory, painted] of current) measure(memory, painted)
  current.clear()
}

/** Deepest use so far of the module whose stack starts at an address, in bytes. */
export const deepestUse = (base: number): number => deepest.get(base) ?? 0

/** Paints the stack of every instance that starts from now on. */
export function paintInstances(): void {
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports: WebAssembly.Imports = {}) {
      super(module, imports)
      paint(this, imports)
    }
  }
}
