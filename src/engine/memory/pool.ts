import { WASM_PAGE } from './wasm-page.ts'
import { wipe } from './wipe.ts'

/**
 * Maximum number of idle instances of each kind (measured, see docs/load.md). `large` memories
 * serve foreign codecs, whose calls are synchronous, and kernels that plan much memory. Other
 * kernels wait for their source between rows, so that several of them are in use at a time.
 */
const MAX_IDLE = { kernel: 6, large: 2, thorvg: 1, hqx: 1, magic: 1, harfbuzz: 1 } as const

export type InstanceKind = keyof typeof MAX_IDLE

/**
 * Kind of WebAssembly instance that a piece of work uses, and the bytes that the work plans for it.
 */
export interface InstanceNeed {
  readonly kind: InstanceKind
  readonly bytes: number
}

/** WebAssembly instance that serves one image at a time. */
export interface Reusable {
  readonly memory: WebAssembly.Memory
}

interface Idle extends InstanceNeed {
  readonly instance: Reusable
  readonly sinceMs: number
  /** Session that has left its bytes in the memory; `undefined` if the memory is wiped. */
  session: object | undefined
}

/** Size in bytes above which an instance is dropped after it has been idle for `LINGER_MS`. */
const LARGE_BYTES = 24 * 1024 * 1024
const LINGER_MS = 120_000

// Idle instances. An instance in use is not in this list: it belongs to its context and ends with
// the context.
const idle: Idle[] = []

let reused = 0
let started = 0

/**
 * Returns the number of instances that the isolate has taken from the pool (`reused`) and the
 * number that it has newly started.
 */
export function poolUse(): { readonly reused: number; readonly started: number } {
  return { reused, started }
}

function bestFit({ kind, bytes }: InstanceNeed, candidates: readonly Idle[] = idle): Idle | undefined {
  const sameKind = candidates.filter((entry) => entry.kind === kind).sort((a, b) => a.bytes - b.bytes)
  return sameKind.find((entry) => entry.bytes >= bytes) ?? sameKind.at(-1)
}

function remove(entry: Idle): void {
  idle.splice(idle.indexOf(entry), 1)
}

function take(entry: Idle | undefined): Reusable | undefined {
  if (!entry) {
    started++
    return undefined
  }
  remove(entry)
  reused++
  if (entry.session) wipe(entry.instance.memory)
  return entry.instance
}

/**
 * Takes an idle instance for one image. Its memory is as it was when the instance started.
 * @returns `undefined` if none is idle; the caller then starts one
 */
export const takeInstance = <T extends Reusable>(need: InstanceNeed): T | undefined =>
  take(bestFit(need)) as T | undefined

/**
 * Limits of memories in pages. The static data of a kernel takes two. The modules of the codecs
 * import a memory with these limits.
 */
const LIMITS = {
  kernel: { initial: 2 },
  large: { initial: 263, maximum: 32_768 },
} as const

export type MemoryKind = keyof typeof LIMITS

export const newMemory = (kind: MemoryKind): WebAssembly.Memory => new WebAssembly.Memory(LIMITS[kind])

/** Takes a memory that is all zeros. It is an idle one if there is one, otherwise a new one. */
export const takeMemory = (kind: MemoryKind, bytes: number): WebAssembly.Memory =>
  takeInstance({ kind, bytes })?.memory ?? newMemory(kind)

/**
 * Takes the largest idle memory of at most `bytes`. It is all zeros. Returns `undefined` if no
 * memory of that size is idle.
 */
export function takeMemoryWithin(kind: MemoryKind, bytes: number): WebAssembly.Memory | undefined {
  const [found] = idle
    .filter((entry) => entry.kind === kind && entry.bytes <= bytes)
    .sort((a, b) => b.bytes - a.bytes)
  return take(found)?.memory
}

const leftBy = (session: object) => idle.find((entry) => entry.session === session)

/**
 * Takes the memory of a session again, with its content. Returns `undefined` if other work has
 * taken it, or if the pool has dropped it.
 */
export function takeAgain(session: object): WebAssembly.Memory | undefined {
  const found = leftBy(session)
  if (!found) return undefined
  remove(found)
  reused++
  return found.instance.memory
}

/** Wipes the memory of a session that has ended, if the memory is idle. */
export function wipeSession(session: object): void {
  const found = leftBy(session)
  if (!found) return
  wipe(found.instance.memory)
  found.session = undefined
}

/**
 * Returns a memory to the pool.
 * @param session may take the memory again with its content (`takeAgain`); without a session the
 *   memory must be wiped
 */
export const keepMemory = (kind: MemoryKind, memory: WebAssembly.Memory, session?: object): void =>
  keepInstance(kind, { memory }, session)

/**
 * Returns an instance with a restored memory to the pool. If the pool has too many of its kind, it
 * drops the largest.
 * @param session see `keepMemory`
 */
export function keepInstance(kind: InstanceKind, instance: Reusable, session?: object): void {
  idle.push({ kind, instance, bytes: instance.memory.buffer.byteLength, sinceMs: Date.now(), session })
  const sameKind = idle.filter((entry) => entry.kind === kind)
  if (sameKind.length > MAX_IDLE[kind])
    remove(sameKind.reduce((most, entry) => (entry.bytes > most.bytes ? entry : most)))
}

/** Drops idle instances of more than `LARGE_BYTES` that have been idle for `LINGER_MS`. */
export function dropLingering(): void {
  const last = Date.now() - LINGER_MS
  for (const one of idle.filter(({ bytes, sinceMs }) => bytes > LARGE_BYTES && sinceMs < last)) remove(one)
}

/** Returns the kind of pooled memory for a kernel that plans `bytes`. */
export const kernelKind = (bytes: number): MemoryKind =>
  bytes > LIMITS.large.initial * WASM_PAGE ? 'large' : 'kernel'

function assign(needs: readonly InstanceNeed[]): Map<InstanceNeed, Idle> {
  const left = [...idle]
  const found = new Map<InstanceNeed, Idle>()
  for (const need of needs) {
    const entry = bestFit(need, left)
    if (!entry) continue
    left.splice(left.indexOf(entry), 1)
    found.set(need, entry)
  }
  return found
}

/**
 * Returns the largest need of each kind of instance. Needs of one kind share an instance, because
 * their work runs one after the other.
 */
function largestPerKind(needs: readonly InstanceNeed[]): InstanceNeed[] {
  const kinds = new Map<InstanceKind, InstanceNeed>()
  for (const need of needs) if (need.bytes > (kinds.get(need.kind)?.bytes ?? -1)) kinds.set(need.kind, need)
  return [...kinds.values()]
}

const kernelNeeds = (kernel: number): InstanceNeed[] =>
  kernel > 0 ? [{ kind: kernelKind(kernel), bytes: kernel }] : []

/**
 * Returns the total size in bytes of all instances, including idle ones, while the work that has
 * these `needs` runs. The work uses one instance of each kind.
 * @param kernel bytes planned for a new kernel, which the caller counts itself
 */
export function instanceBytes(needs: readonly InstanceNeed[], kernel: number): number {
  const all = [...kernelNeeds(kernel), ...largestPerKind(needs)]
  const found = assign(all)
  const used = all.map((need) => Math.max(need.bytes, found.get(need)?.bytes ?? 0))
  const taken = new Set(found.values())
  const unused = idle.filter((one) => !taken.has(one)).map(({ bytes }) => bytes)
  return [...used, ...unused].reduce((sum, bytes) => sum + bytes, 0) - kernel
}

/**
 * Returns the total size in bytes of the instances that `needs` require: one instance of each kind,
 * as large as the largest need of that kind. Idle instances of the pool are not counted.
 */
export const neededBytes = (needs: readonly InstanceNeed[]): number =>
  largestPerKind(needs).reduce((sum, { bytes }) => sum + bytes, 0)

/**
 * Returns the size in bytes of the largest idle memory that a kernel may get. The kernel gets this
 * memory if other work takes the memory that fits best.
 */
export function largestKernel(bytes: number): number {
  const kind = kernelKind(bytes)
  return Math.max(0, ...idle.filter((entry) => entry.kind === kind).map(({ bytes }) => bytes))
}

/**
 * Drops the largest idle instance. Spares the instances that `needs` and a new kernel of `kernel`
 * bytes will take.
 * @param isEligible returns `true` if instances of a kind may be dropped
 * @returns `true` if an instance was dropped
 */
export function shedInstance(
  needs: readonly InstanceNeed[] = [],
  kernel = 0,
  isEligible: (kind: InstanceKind) => boolean = () => true,
): boolean {
  const spared = new Set(assign([...kernelNeeds(kernel), ...largestPerKind(needs)]).values())
  const [largest] = idle
    .filter((entry) => isEligible(entry.kind) && !spared.has(entry))
    .sort((a, b) => b.bytes - a.bytes)
  if (largest) remove(largest)
  return largest !== undefined
}
