import { Failure } from '../../errors.ts'
import { neededMemory } from './needed-memory.ts'
import type { InstanceNeed } from './pool.ts'

/** Memory that a piece of work needs. */
export interface Demand {
  /** Size in bytes of the work's own memory, including its kernel, without foreign codecs. */
  readonly bytes: number
  /** Size in bytes of the kernel memory in which the work runs. */
  readonly kernel?: number
  /** Foreign codecs that the work calls. All work in the isolate shares one instance of each. */
  readonly instances?: readonly InstanceNeed[]
  /** `true` if the work takes seconds of computing, so that other work must have room beside it. */
  readonly isLong?: boolean
  /**
   * `true` if the bytes stay reserved while their holder waits for more memory. All small held
   * demands together take at most a sixth of the memory. `admission.ts` explains why their holders
   * cannot block each other.
   */
  readonly isHeld?: boolean
  /**
   * `true` for a held demand that does not fit into the shared part, or that adds to another one of
   * its holder. Only one holder at a time has large demands.
   */
  readonly isLarge?: boolean
}

/** Maximum share of `memory` for several pieces of long work. A single piece may have more. */
const MAX_LONG_SHARE = 1 / 2

/**
 * Maximum share of `memory` for all small held demands. By default it is 16 MiB, by which a task
 * may exceed the memory if it runs alone.
 */
const MAX_HELD_SHARE = 1 / 6

/** Returns the maximum number of bytes of all small held demands. */
export const maxHeld = (memory: number) => Math.floor(memory * MAX_HELD_SHARE)

export const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0)

/** Returns the size in bytes of the memory for a piece of work, including its foreign codecs. */
export const totalBytes = ({ bytes, instances = [] }: Demand) =>
  bytes + sum(instances.map((each) => each.bytes))

/** Kinds of demands that share a part of the memory, and this part. */
const SHARES = { long: MAX_LONG_SHARE, held: MAX_HELD_SHARE, large: 0 } as const

function kindOf({ isLong, isHeld, isLarge }: Demand): keyof typeof SHARES | undefined {
  if (isHeld) return isLarge ? 'large' : 'held'
  return isLong ? 'long' : undefined
}

/**
 * Returns `true` if `demand` must wait for other demands of its kind despite room.
 * @param others demands of other holders
 */
export function waitsForKind(demand: Demand, others: readonly Demand[], memory: number): boolean {
  const kind = kindOf(demand)
  const same = kind ? others.filter((other) => kindOf(other) === kind) : []
  return !!kind && same.length > 0 && sum([...same, demand].map(({ bytes }) => bytes)) > memory * SHARES[kind]
}

/** Checks that a demand fits into the memory alone. @throws Failure over-budget */
export function assertFits(demand: Demand, memory: number): void {
  const needed = totalBytes(demand)
  if (needed > memory) throw new Failure('over-budget', neededMemory(needed, memory))
}
