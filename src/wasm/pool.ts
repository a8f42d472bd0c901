/**
 * What may lie idle of each kind. `large` memories serve the codecs of jSquash, each of which runs from start to end
 * without giving way, and kernels that plan much. Other kernels wait for their source between rows. docs/load.md has how
 * the numbers were found.
 */
const MAX_IDLE = { kernel: 6, large: 2, thorvg: 1, hqx: 1, magic: 1 } as const

export type InstanceKind = keyof typeof MAX_IDLE

/** An instance that some work uses, and the bytes that it plans for it. */
export interface InstanceNeed {
  readonly kind: InstanceKind
  readonly bytes: number
}

/** A WebAssembly instance that serves one image at a time. */
export interface Reusable {
  readonly memory: WebAssembly.Memory
}

interface Idle extends InstanceNeed {
  readonly instance: Reusable
  /** Milliseconds. */
  readonly since: number
}

/** An instance with more bytes is dropped once it has been idle for `LINGER` milliseconds. */
const LARGE_BYTES = 24 * 1024 * 1024
const LINGER_MS = 120_000

/** The idle instances of this isolate. An instance in use belongs to its context alone, and goes with it. */
const idle: Idle[] = []

/** The idle instance that suits a need: the smallest that is large enough, else the largest, which grows. */
function bestFit({ kind, bytes }: InstanceNeed, among: readonly Idle[] = idle): Idle | undefined {
  const same = among.filter((one) => one.kind === kind).sort((a, b) => a.bytes - b.bytes)
  return same.find((one) => one.bytes >= bytes) ?? same.at(-1)
}

function remove(one: Idle): void {
  idle.splice(idle.indexOf(one), 1)
}

/**
 * Takes an idle instance for one image. Its memory is as it was when the instance started.
 * @returns `undefined` where there is none: the caller starts one
 */
export function takeInstance<T extends Reusable>(need: InstanceNeed): T | undefined {
  const found = bestFit(need)
  if (found) remove(found)
  return found?.instance as T | undefined
}

/** Limits of a memory: a kernel's static data takes two pages; the codecs want so much at their start, and a maximum. */
const LIMITS = {
  kernel: { initial: 2 },
  large: { initial: 259, maximum: 32_768 },
} as const

const PAGE = 65_536

export type MemoryKind = keyof typeof LIMITS

export const newMemory = (kind: MemoryKind): WebAssembly.Memory => new WebAssembly.Memory(LIMITS[kind])

/** Takes a memory that is all zeros: an idle one, if there is any. */
export const takeMemory = (kind: MemoryKind, bytes: number): WebAssembly.Memory =>
  takeInstance({ kind, bytes })?.memory ?? newMemory(kind)

/** Keeps a memory that was wiped. */
export const keepMemory = (kind: MemoryKind, memory: WebAssembly.Memory): void =>
  keepInstance(kind, { memory })

/** Keeps an instance whose memory was brought back to its start. Of too many of a kind the largest is dropped. */
export function keepInstance(kind: InstanceKind, instance: Reusable): void {
  idle.push({ kind, instance, bytes: instance.memory.buffer.byteLength, since: Date.now() })
  const same = idle.filter((one) => one.kind === kind)
  if (same.length > MAX_IDLE[kind]) remove(same.reduce((most, one) => (one.bytes > most.bytes ? one : most)))
}

/** Drops large instances that have been idle for long. */
export function dropLingering(): void {
  const last = Date.now() - LINGER_MS
  for (const one of idle.filter(({ bytes, since }) => bytes > LARGE_BYTES && since < last)) remove(one)
}

/** The kind of memory that a kernel takes which plans so many bytes: a small one only grows. */
export const kernelKind = (bytes: number): MemoryKind =>
  bytes > LIMITS.large.initial * PAGE ? 'large' : 'kernel'

/** What each need is given of the idle instances, one after the other. */
function assign(needs: readonly InstanceNeed[]): Map<InstanceNeed, Idle> {
  const left = [...idle]
  const found = new Map<InstanceNeed, Idle>()
  for (const need of needs) {
    const one = bestFit(need, left)
    if (!one) continue
    left.splice(left.indexOf(one), 1)
    found.set(need, one)
  }
  return found
}

/** Of each kind the largest need: what runs in them follows each other. */
function largestPerKind(needs: readonly InstanceNeed[]): InstanceNeed[] {
  const kinds = new Map<InstanceKind, InstanceNeed>()
  for (const need of needs) if (need.bytes > (kinds.get(need.kind)?.bytes ?? -1)) kinds.set(need.kind, need)
  return [...kinds.values()]
}

/** What a kernel of so many bytes needs; 0: there is none. */
const kernelNeeds = (kernel: number): InstanceNeed[] =>
  kernel > 0 ? [{ kind: kernelKind(kernel), bytes: kernel }] : []

/**
 * Bytes that instances take while works with these needs run, of each kind one, and what lies idle beside them.
 * @param kernel bytes of a kernel that is to start, which are counted elsewhere
 */
export function instanceBytes(needs: readonly InstanceNeed[], kernel: number): number {
  const own = kernelNeeds(kernel)
  const all = [...own, ...largestPerKind(needs)]
  const found = assign(all)
  const used = all.map((need) => Math.max(need.bytes, found.get(need)?.bytes ?? 0))
  const taken = new Set(found.values())
  const unused = idle.filter((one) => !taken.has(one)).map(({ bytes }) => bytes)
  return [...used, ...unused].reduce((sum, bytes) => sum + bytes, 0) - kernel
}

/** Bytes that instances take while works with these needs run, if nothing lies idle. */
export const neededBytes = (needs: readonly InstanceNeed[]): number =>
  largestPerKind(needs).reduce((sum, { bytes }) => sum + bytes, 0)

/** Bytes of the largest idle memory that a kernel may be given, should others take the one that suits it. */
export function largestKernel(bytes: number): number {
  const kind = kernelKind(bytes)
  return Math.max(0, ...idle.filter((one) => one.kind === kind).map((one) => one.bytes))
}

/**
 * Drops the largest idle instance of some kinds, but none that works with these needs, or a kernel of so many bytes, will
 * take.
 * @returns whether there was one
 */
export function shedInstance(
  needs: readonly InstanceNeed[] = [],
  kernel = 0,
  among: (kind: InstanceKind) => boolean = () => true,
): boolean {
  const spared = new Set(assign([...kernelNeeds(kernel), ...largestPerKind(needs)]).values())
  const [most] = idle.filter((one) => among(one.kind) && !spared.has(one)).sort((a, b) => b.bytes - a.bytes)
  if (most) remove(most)
  return most !== undefined
}
