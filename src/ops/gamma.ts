import { inPlace } from './in-place.ts'
import { mapAll, TABLES, table } from './tables.ts'

export interface Gamma {
  /** The exponent, above 0; below 1 it brightens. */
  readonly gamma: number
}

/** 255 · (code / 255)^exponent of each code, rounded. */
export function gammaTable(exponent: number): Uint8Array {
  return table((code) => 255 * (code / 255) ** exponent)
}

/** Raises colours to a power, in place, 255 being 1. Alpha stays. */
export const gamma = inPlace<Gamma>(
  () => TABLES,
  (kernel, pixels, args) => mapAll(kernel, pixels, gammaTable(args.gamma)),
)
