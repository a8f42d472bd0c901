import { Failure } from '../errors.ts'
import { classOf, MAX_KERNEL } from './classes.ts'
import { neededMemory } from './needed-memory.ts'

/** Memory that a piece of work needs. */
export interface Demand {
  /** Bytes for buffers outside WebAssembly. */
  readonly bytes: number
  /** Maximum kernel memory in bytes in which the work runs; 0 or absent: no kernel. */
  readonly kernel?: number
  /** The large memory's maximum size in bytes while one of the work's foreign codecs runs in it. */
  readonly codec?: number
  /**
   * Maximum size in bytes of a kernel-class memory that the work takes together with the large
   * memory that its kernel uses; 0 or absent: none.
   */
  readonly partner?: number
  /**
   * `true` if the work computes for seconds. Only one long task at a time uses each kernel class,
   * so that other work gets a kernel.
   */
  readonly isLong?: boolean
  /**
   * `true` if the bytes stay reserved while their holder waits for more memory. All other kept
   * demands together take at most `MAX_KEPT_SHARE`. `reservations.ts` explains why their holders
   * cannot block each other.
   */
  readonly isKept?: boolean
  /**
   * `true` for a kept demand that does not fit into the shared part, or whose holder already has
   * another one. Only one holder at a time has exclusive demands.
   */
  readonly isExclusive?: boolean
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0)

/** Returns `true` if a demand's kernel needs the large memory. */
export const isLargeKernel = ({ kernel = 0 }: Demand): boolean => kernel > MAX_KERNEL

/** Returns `true` if a demand's foreign codecs take turns at the large memory. */
export const usesLarge = ({ kernel = 0, codec = 0, partner = 0 }: Demand): boolean =>
  codec > 0 && partner === 0 && kernel <= MAX_KERNEL

/**
 * Returns the total size in bytes of the WebAssembly memories for a piece of work. A large kernel
 * and a codec use the same memory.
 */
export const memoryBytes = ({ kernel = 0, codec = 0, partner = 0 }: Omit<Demand, 'bytes'>): number =>
  (kernel > MAX_KERNEL ? Math.max(kernel, codec) : kernel + codec) + partner

/**
 * Returns the maximum bytes that a piece of work holds at a time, which the memory limit bounds.
 */
export const heldBytes = (demand: Demand): number => demand.bytes + memoryBytes(demand)

/**
 * Returns `true` if `demand` must wait for other demands of the same kind although there is room.
 * @param others other holders' demands
 * @param maximum maximum total bytes of all other kept demands
 */
export function waitsForKind(demand: Demand, others: readonly Demand[], maximum: number): boolean {
  if (demand.isKept) {
    const same = others.filter(({ isKept, isExclusive }) => isKept && isExclusive === demand.isExclusive)
    if (demand.isExclusive || same.length === 0) return same.length > 0
    return sum([...same, demand].map(({ bytes }) => bytes)) > maximum
  }
  const own = classOf(demand.kernel ?? 0)
  return !!demand.isLong && others.some(({ isLong, kernel = 0 }) => isLong && classOf(kernel) === own)
}

/** Checks that a demand fits into the memory alone. @throws Failure over-budget */
export function assertFits(demand: Demand, memory: number): void {
  const needed = heldBytes(demand)
  if (needed > memory) throw new Failure('over-budget', neededMemory(needed, memory))
}
