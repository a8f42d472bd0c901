/**
 * What may lie idle of each kind. `foreign` is the memory of the codecs of jSquash: each runs from start to end without
 * giving way, so that one memory serves all requests. Kernels wait for their source between rows. docs/load.md has how the
 * numbers were found.
 */
const KEPT = { kernel: 6, 'large-kernel': 1, foreign: 1, thorvg: 1, hqx: 1, magic: 1 } as const

/** A kernel that plans more than so many bytes is kept apart: it only grows, and little work must not take it. */
const LARGE_KERNEL = 12 * 1024 * 1024

export type InstanceKind = keyof typeof KEPT

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
const LARGE = 24 * 1024 * 1024
const LINGER = 120_000

/** The idle instances of this isolate. An instance in use belongs to its context alone, and goes with it. */
const idle: Idle[] = []

/** The idle instance that suits a need: the smallest that is large enough, else the largest, which grows. */
function suiting({ kind, bytes }: InstanceNeed): Idle | undefined {
  const same = idle.filter((one) => one.kind === kind).sort((a, b) => a.bytes - b.bytes)
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
  const found = suiting(need)
  if (found) remove(found)
  return found?.instance as T | undefined
}

/** Takes an idle memory, which is all zeros. */
export const takeMemory = (need: InstanceNeed): WebAssembly.Memory | undefined => takeInstance(need)?.memory

/** Keeps a memory that was wiped. */
export const keepMemory = (kind: InstanceKind, memory: WebAssembly.Memory): void =>
  keepInstance(kind, { memory })

/** Keeps an instance whose memory was brought back to its start. Of too many of a kind the largest is dropped. */
export function keepInstance(kind: InstanceKind, instance: Reusable): void {
  idle.push({ kind, instance, bytes: instance.memory.buffer.byteLength, since: Date.now() })
  const same = idle.filter((one) => one.kind === kind)
  if (same.length > KEPT[kind]) remove(same.reduce((most, one) => (one.bytes > most.bytes ? one : most)))
}

/** Drops large instances that have been idle for long. */
export function dropLingering(): void {
  const last = Date.now() - LINGER
  for (const one of idle.filter(({ bytes, since }) => bytes > LARGE && since < last)) remove(one)
}

/**
 * Bytes that instances take while works with these needs run: of each foreign kind one instance, which is as large as
 * the idle one or the largest need; and idle kernels.
 * @param withIdle false: as if nothing were idle
 */
export function instanceBytes(needs: readonly InstanceNeed[], withIdle = true): number {
  const foreign = new Map<InstanceKind, number>()
  let kernels = 0
  for (const { kind, bytes } of [...(withIdle ? idle : []), ...needs]) {
    if (isKernel(kind)) kernels += bytes
    else foreign.set(kind, Math.max(bytes, foreign.get(kind) ?? 0))
  }
  return [...foreign.values()].reduce((sum, bytes) => sum + bytes, kernels)
}

export const isKernel = (kind: InstanceKind): boolean => kind === 'kernel' || kind === 'large-kernel'

/** A kernel's need. */
export const kernelNeed = (bytes: number): InstanceNeed => ({
  kind: bytes > LARGE_KERNEL ? 'large-kernel' : 'kernel',
  bytes,
})

/** Bytes of the idle kernel that a need will be given. */
export const idleKernel = (bytes: number): number => suiting(kernelNeed(bytes))?.bytes ?? 0

/** Bytes of the largest idle kernel that a need may be given, should others take the one that suits it. */
export function largestKernel(bytes: number): number {
  const { kind } = kernelNeed(bytes)
  return Math.max(0, ...idle.filter((one) => one.kind === kind).map((one) => one.bytes))
}

/**
 * Drops the largest idle instance of some kinds, but none that `needs` will take.
 * @returns whether there was one
 */
export function shedInstance(
  needs: readonly InstanceNeed[] = [],
  among: (kind: InstanceKind) => boolean = () => true,
): boolean {
  const spared = new Set(needs.map(suiting))
  const [largest] = idle
    .filter((one) => among(one.kind) && !spared.has(one))
    .sort((a, b) => b.bytes - a.bytes)
  if (largest) remove(largest)
  return largest !== undefined
}
