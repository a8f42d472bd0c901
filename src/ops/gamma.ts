import { block } from './block.ts'
import type { Operation } from './operation.ts'
import { rgba } from './rgba.ts'

export interface Gamma {
  /** Above 0; below 1 it brightens. */
  readonly gamma: number
}

/** 255 · (code / 255)^exponent of each code, rounded. */
export function gammaTable(exponent: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Math.round(255 * (code / 255) ** exponent))
}

/** Raises colours to a power, in place, 255 being 1. Alpha stays. */
export const gamma: Operation<Gamma> = {
  memory: () => 768,
  run(kernel, picture, { gamma: exponent }) {
    const raised = rgba(kernel, picture)
    const [{ address, width, height }] = raised.planes
    const table = gammaTable(exponent)
    kernel.mapChannels(address, width * height, block(kernel, Uint8Array.of(...table, ...table, ...table)))
    return raised
  },
}
