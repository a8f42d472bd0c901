import type { Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { onePicture } from './operation.ts'
import type { Placement } from './placement.ts'

/**
 * Returns the sizes in bytes of the blocks that an overlay needs: its pixels, its rotated pixels,
 * and one row of the base.
 */
function blocksOf(
  { width }: Size,
  { size, angle, box, pitch }: Placement,
): readonly [number, number, number] {
  const isOblique = angle % 90 !== 0
  const rotated = pitch && isOblique ? onePicture(bordered(size)) : onePicture(box)
  return [onePicture(size), angle === 0 ? 0 : rotated, pitch ? onePicture({ width, height: 1 }) : 0]
}

/** Returns a picture's size with a border of one pixel on all sides. */
export const bordered = ({ width, height }: Size): Size => ({ width: width + 2, height: height + 2 })

/** Block addresses in kernel memory. A picture's overlays use the blocks one after the other. */
export interface OverlayBlocks {
  readonly pixels: number
  readonly rotated: number
  readonly line: number
}

function lengthsOf(base: Size, placements: readonly Placement[]): readonly [number, number, number] {
  const all = placements.map((placement) => blocksOf(base, placement))
  const most = (index: 0 | 1 | 2) => Math.max(0, ...all.map((lengths) => lengths[index]))
  return [most(0), most(1), most(2)]
}

/** Returns the kernel memory that drawing overlays takes, in bytes. */
export function overlayMemory(base: Size, placements: readonly Placement[]): number {
  return placements.length === 0 ? 0 : heapBytes(...lengthsOf(base, placements))
}

/** Allocates blocks that are large enough for every overlay. */
export function overlayBlocks(kernel: Kernel, base: Size, placements: readonly Placement[]): OverlayBlocks {
  const [pixels, rotated, line] = lengthsOf(base, placements)
  return { pixels: kernel.alloc(pixels), rotated: kernel.alloc(rotated), line: kernel.alloc(line) }
}
