import type { Demand } from '../../memory/index.ts'

/**
 * Memory that a foreign codec needs. All codecs use the large memory in turn, unless a kernel that
 * needs it has a partner for them.
 */
export interface InstanceNeed {
  readonly kind: 'large'
  readonly bytes: number
  /**
   * Size in bytes of the memory that the codec needs if it runs in the partner of a kernel; absent
   * if it cannot.
   */
  readonly movable?: number
  /** Size in bytes of the buffers outside the memory that hold results of the codec. */
  readonly buffers?: number
}

/** Bytes that a piece of work takes, by memory. */
export type Parts = Required<Pick<Demand, 'bytes' | 'kernel' | 'codec'>>

/** Returns the bytes that a piece of work takes in all memories. */
export const totalBytes = ({ bytes, kernel = 0, codec = 0, partner = 0 }: Demand) =>
  bytes + kernel + codec + partner

export const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0)
