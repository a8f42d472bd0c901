import { gammaTable, TABLES } from '../color/tables.ts'
import { inPlace, mapAll } from './in-place.ts'

export interface Gamma {
  /** The exponent, above 0; below 1 it brightens. */
  readonly gamma: number
}

/** Raises colours to a power, in place, 255 being 1. Alpha stays. */
export const gamma = inPlace<Gamma>(
  () => TABLES,
  (kernel, pixels, args) => mapAll(kernel, pixels, gammaTable(args.gamma)),
)
