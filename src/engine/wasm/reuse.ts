import { type Snapshot, takeSnapshot, writeSnapshot } from '../../wasm-memory/wipe.ts'

/** A module's instance, and its memory content after the start. */
export interface Started<Instance> {
  readonly instance: Instance
  readonly snapshot: Snapshot
}

interface Kept extends Started<unknown> {
  /**
   * The memory's buffer when the instance was kept. The instance's views are stale if another
   * instance has made the memory grow.
   */
  readonly buffer: ArrayBufferLike
}

// One memory serves several modules in turn. An idle instance belongs to its memory.
const kept = new WeakMap<WebAssembly.Memory, Map<object, Kept>>()

/**
 * Takes the instance that a module has in a memory that is all zeros, as it was after its start.
 * @param module identifies the module
 * @returns `undefined` if there is none; the caller then starts one
 */
export function takeStarted<Instance>(
  memory: WebAssembly.Memory,
  module: object,
): Started<Instance> | undefined {
  const instances = kept.get(memory)
  const found = instances?.get(module)
  instances?.delete(module)
  if (found?.buffer !== memory.buffer) return undefined
  writeSnapshot(memory, found.snapshot)
  return found as Started<Instance> & Kept
}

/** Describes an instance that has just been started in a memory. */
export const startedIn = <Instance>(memory: WebAssembly.Memory, instance: Instance): Started<Instance> => ({
  instance,
  snapshot: takeSnapshot(memory),
})

/**
 * Keeps an instance for the next image. An instance that has thrown must not be kept, because its
 * stack cannot be unwound.
 */
export function keepStarted(
  memory: WebAssembly.Memory,
  module: object,
  { instance, snapshot }: Started<unknown>,
): void {
  const instances = kept.get(memory) ?? new Map<object, Kept>()
  kept.set(memory, instances.set(module, { instance, snapshot, buffer: memory.buffer }))
}
