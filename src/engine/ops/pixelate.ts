import { rgba } from '../rows/rgba.ts'
import type { Operation } from './operation.ts'

export interface Pixelate {
  /** Side of a square in pixels: 2 to 256. */
  readonly block: number
}

/**
 * Gives each square of a grid its mean color, weighted by alpha, in place. The grid begins at the
 * top left.
 */
export const pixelate: Operation<Pixelate> = {
  memory: () => 0,
  run(kernel, picture, { block }) {
    const changed = rgba(kernel, picture)
    const [{ address, width, height }] = changed.planes
    kernel.pixelate(address, width, height, block)
    return changed
  },
}
