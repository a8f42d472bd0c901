import type { Plane } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { OverlayBlocks } from './overlay-blocks.ts'
import type { Placement } from './placement.ts'

/** Function that composites `count` overlay pixels over the same number of base pixels. */
export type Lay = (base: number, over: number, count: number) => void

/** Overlay to draw, the picture below it (the base), and memory blocks for the work. */
export interface Composite {
  readonly kernel: Kernel
  readonly base: Plane
  readonly placement: Placement
  readonly blocks: OverlayBlocks
  readonly lay: Lay
}

/** Pixels in kernel memory with straight alpha. */
export interface Tile {
  readonly address: number
  readonly size: Size
  readonly pitch?: Size | undefined
}
