import type { Size } from '../../picture/size.ts'
import { corrupt } from './bits.ts'

/** Maximum section count in a frame. 1 gigapixel has about 17,000 sections. */
const MAX_SECTIONS = 65_536

/** Properties that determine how a frame is divided into groups. */
interface Division extends Size {
  readonly upsampling: number
  /** Binary logarithm of the group size divided by 128 pixels. */
  readonly groupShift: number
  /** `true` if a component has half the width, or half the height. */
  readonly halved: readonly [across: boolean, down: boolean]
  readonly passes: number
}

const GROUP = 128
/** Binary logarithm of a coefficient block's width and height in pixels. */
export const BLOCK_BITS = 3
const BLOCK = 1 << BLOCK_BITS

/**
 * Returns a frame's section count (F.3.1). A frame with one group and one pass is a single section.
 * Other frames have two global sections, one for each low-frequency group, and one for each group
 * in each pass.
 * @throws Failure corrupt: there are too many sections
 */
export function sectionsOf({ width, height, upsampling, groupShift, halved, passes }: Division): number {
  const group = GROUP << groupShift
  const sides = [width, height].map((side) => Math.ceil(side / upsampling))
  const groups = sides.reduce((count, side) => count * Math.ceil(side / group), 1)
  if (groups === 1 && passes === 1) return 1
  const lowFrequency = sides.reduce((count, side, axis) => {
    const step = halved[axis as 0 | 1] ? 2 : 1
    const blocks = Math.ceil(side / (BLOCK * step)) * step
    return count * Math.ceil(blocks / group)
  }, 1)
  const sections = 2 + lowFrequency + groups * passes
  if (sections > MAX_SECTIONS) throw corrupt('a frame has too many sections')
  return sections
}
