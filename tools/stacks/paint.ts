/** Bounds of a stack that was filled with the paint byte. */
interface Painted {
  readonly base: number
  readonly limit: number
}

/**
 * Byte that fills the unused stack. It is not 0, because a function that clears its frame with
 * zeros has used the frame.
 */
const PAINT = 0xa5

/**
 * Each module's maximum stack use in bytes. The key is the stack address, which differs between
 * modules.
 */
const deepest = new Map<number, number>()
/** Painted stacks that are in use, by memory. A memory serves one instance after another. */
const current = new Map<WebAssembly.Memory, Painted>()
const bySnapshot = new WeakMap<object, Painted>()

function memoryOf({ exports }: WebAssembly.Instance, imports: WebAssembly.Imports): WebAssembly.Memory {
  const candidates = [imports['env']?.['memory'], ...Object.values(exports)]
  const found = candidates.find((one) => one instanceof WebAssembly.Memory)
  if (!found) throw new Error('the module has no memory')
  return found
}

/** Fills a new instance's stack with the paint byte if the module exports its stack bounds. */
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

/** Measures an instance's stack use. It is called before the instance's memory is wiped. */
export function beforeWipe(memory: WebAssembly.Memory): void {
  const painted = current.get(memory)
  if (painted) measure(memory, painted)
  current.delete(memory)
}

/** Records that a snapshot contains the painted stack of the instance that has just started. */
export function afterSnapshot(memory: WebAssembly.Memory, snapshot: object): void {
  const painted = current.get(memory)
  if (painted) bySnapshot.set(snapshot, painted)
}

/**
 * Records that the painted stack in a snapshot is in use again. It is called after the snapshot was
 * written back to the memory.
 */
export function afterRestore(memory: WebAssembly.Memory, snapshot: object): void {
  const painted = bySnapshot.get(snapshot)
  if (painted) current.set(memory, painted)
}

/** Measures instances whose memory is not wiped, such as those that have trapped. */
export function measureAll(): void {
  for (const [memory, painted] of current) measure(memory, painted)
  current.clear()
}

/**
 * Returns the maximum stack use in bytes until now, for the module whose stack starts at an
 * address.
 */
export const deepestUse = (base: number): number => deepest.get(base) ?? 0

/** Paints the stack in every instance that is created from now on. */
export function paintInstances(): void {
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports: WebAssembly.Imports = {}) {
      super(module, imports)
      paint(this, imports)
    }
  }
}
