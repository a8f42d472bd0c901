import type { Plane } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { OverlayBlocks } from './overlay-blocks.ts'
import type { Placement } from './placement.ts'

/** Composites pixels on as many of the base. */
export type Lay = (base: number, over: number, count: number) => void

/** An overlay on its base. */
export interface Layer {
  readonly kernel: Kernel
  readonly base: Plane
  readonly placement: Placement
  readonly blocks: OverlayBlocks
  readonly lay: Lay
}

/** Pixels in the kernel's memory, straight alpha. */
export interface Tile {
  readonly address: number
  readonly size: Size
  readonly pitch?: Size | undefined
}
