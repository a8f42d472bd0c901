import { rgba } from '../rows/rgba.ts'
import type { Operation } from './operation.ts'

export interface Pixelate {
  /** Side of a square in pixels: 2 to 256. */
  readonly block: number
}

/** Gives each square of a grid from the top left its mean colour, weighed by alpha, in place. */
export const pixelate: Operation<Pixelate> = {
  memory: () => 0,
  run(kernel, picture, { block }) {
    const changed = rgba(kernel, picture)
    const [{ address, width, height }] = changed.planes
    kernel.pixelate(address, width, height, block)
    return changed
  },
}
