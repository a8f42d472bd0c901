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
   * `true` if the bytes stay reserved while their holder waits for more memory. Other demands of
   * this kind wait if all of them would take more than a third of the memory, so that the holders
   * cannot block each other.
   */
  readonly isHeld?: boolean
}

/** Maximum share of `memory` for several pieces of long work. A single piece may have more. */
const MAX_LONG_SHARE = 1 / 2

/** Maximum share of `memory` for several held demands. A single held demand may have more. */
const MAX_HELD_SHARE = 1 / 3

export const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0)

/** Returns the size in bytes of the memory for a piece of work, including its foreign codecs. */
export const totalBytes = ({ bytes, instances = [] }: Demand) =>
  bytes + sum(instances.map((each) => each.bytes))

/** Kinds of demands that share a part of the memory, and this part. */
const SHARES = { isLong: MAX_LONG_SHARE, isHeld: MAX_HELD_SHARE } as const

/** Returns `true` if `demand` must wait for other demands of its kind despite room. */
export function waitsForKind(demand: Demand, others: readonly Demand[], memory: number): boolean {
  return (['isLong', 'isHeld'] as const).some((kind) => {
    const same = demand[kind] ? others.filter((other) => other[kind]) : []
    return same.length > 0 && sum([...same, demand].map(({ bytes }) => bytes)) > memory * SHARES[kind]
  })
}

/** Checks that a demand fits into the memory alone. @throws Failure over-budget */
export function assertFits(demand: Demand, memory: number): void {
  const needed = totalBytes(demand)
  if (needed > memory) throw new Failure('over-budget', neededMemory(needed, memory))
}
