import { gammaTable, TABLES } from '../color/tables.ts'
import { inPlace, mapAll } from './in-place.ts'

export interface Gamma {
  /** Exponent above 0. An exponent below 1 brightens. */
  readonly gamma: number
}

/** Raises colours to a power in place. Code 255 counts as 1. Alpha stays. */
export const gamma = inPlace<Gamma>(
  () => TABLES,
  (kernel, pixels, args) => mapAll(kernel, pixels, gammaTable(args.gamma)),
)
