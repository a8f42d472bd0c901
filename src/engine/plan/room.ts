import type { Limits } from '../../limits.ts'
import { type Demand, memoryBytes, neededMemory, type Room, roomWithin } from '../../memory/index.ts'
import type { PlannedParts } from './plan.ts'

/** Limits for one request. */
export interface RequestLimits extends Limits {
  /**
   * Size in bytes of the buffers that the request holds throughout, such as an input that is read
   * twice.
   */
  readonly held?: number
}

/**
 * Returns the room for a request's plan.
 * @param reserved buffers in bytes that the request holds while the plan runs
 */
export function roomFor({ memory, held = 0 }: Pick<RequestLimits, 'memory' | 'held'>, reserved = 0): Room {
  return withLess(roomWithin(memory), held + reserved)
}

/** Returns the room that is left beside `bytes` of buffers. */
export const withLess = (room: Room, bytes: number): Room => ({
  ...room,
  buffers: room.buffers - bytes,
  all: room.all - bytes,
})

const maxKernel = ({ isBeside }: PlannedParts, { kernel, kernelBeside }: Room) =>
  isBeside ? kernelBeside : kernel

/** Returns the total size in bytes of a plan's memories. */
const allBytes = (parts: PlannedParts): number => parts.bytes + memoryBytes(parts)

/** A plan's WebAssembly memories. */
export type Memories = Pick<Demand, 'kernel' | 'codec' | 'partner'>

/** Returns the bytes that are left for buffers beside a plan's memories. */
export const freeBuffers = (memories: Memories, { buffers, all }: Room): number =>
  Math.min(buffers, all - memoryBytes(memories))

/** Returns `true` if there is room for a plan in every isolate. */
export function isWithin(parts: PlannedParts, room: Room): boolean {
  return (
    parts.kernel <= maxKernel(parts, room) &&
    parts.codec <= room.codec &&
    parts.bytes <= room.buffers &&
    allBytes(parts) <= room.all
  )
}

/**
 * Returns the error detail for a plan. It names the memory part that exceeds its room by the most.
 */
export function lackingMemory(parts: PlannedParts, room: Room): string {
  const [most] = [
    { needed: parts.kernel, most: maxKernel(parts, room) },
    { needed: parts.codec, most: room.codec },
    { needed: parts.bytes, most: room.buffers },
    { needed: allBytes(parts), most: room.all },
  ].sort((a, b) => b.needed - b.most - (a.needed - a.most))
  return neededMemory(most?.needed ?? 0, most?.most ?? 0)
}
