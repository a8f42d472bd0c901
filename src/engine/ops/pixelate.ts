import { rgba } from '../rows/rgba.ts'
import type { Effect } from './operation.ts'

export interface Pixelate {
  /** Square side in pixels: 2 to 256. */
  readonly block: number
}

/**
 * Fills each square in a grid with its mean color, weighted by alpha, in place. The grid begins at
 * the top left.
 */
export const pixelate: Effect<Pixelate> = {
  plan: ({ pixelate: block }) => block !== undefined && { args: { block } },
  memory: () => 0,
  run(kernel, picture, { block }) {
    const changed = rgba(kernel, picture)
    const [{ address, width, height }] = changed.planes
    kernel.pixelate(address, width, height, block)
    return changed
  },
}
